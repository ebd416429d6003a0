package zerobridge.reach;

import java.util.Comparator;
import java.util.List;

/** How one way of asking a router ended. */
record Outcome(MappingStatus status) {
  static Outcome mapped(MappingProtocol way, Lease lease) {
    String where = lease.external() == null ? "" : " at " + lease.external().getHostAddress();
    return new Outcome(
        new MappingStatus(
            MappingStatus.State.MAPPED,
            way.word(),
            lease.external(),
            way.gateway().local(),
            "the router" + where + " forwards the port here, asked by " + way.word()));
  }

  static Outcome refused(MappingProtocol way, MappingRefusedException refusal) {
    return new Outcome(
        new MappingStatus(
            refusal.isPortTaken() ? MappingStatus.State.TAKEN : MappingStatus.State.REFUSED,
            way.word(),
            null,
            way.gateway().local(),
            String.valueOf(refusal.getMessage())));
  }

  static Outcome silent(MappingProtocol way) {
    return new Outcome(
        new MappingStatus(
            MappingStatus.State.SILENT,
            "",
            null,
            way.gateway().local(),
            "No router answers to UPnP, NAT-PMP or PCP."));
  }

  /** What all of them together mean: the best counts, and of equals the one that says more. */
  static MappingStatus best(List<Outcome> outcomes) {
    return outcomes.stream()
        .map(Outcome::status)
        .min(
            Comparator.comparing(MappingStatus::state)
                .thenComparing(status -> status.external() == null))
        .orElse(
            new MappingStatus(
                MappingStatus.State.SILENT,
                "",
                null,
                null,
                "This computer is not behind a router of a private network."));
  }
}
