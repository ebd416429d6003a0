package zerobridge.reach;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;
import zerobridge.net.SourceNetwork;

/**
 * Finds out whether our port is open, from connected peers instead of from web sites that would
 * learn of us (peer protocol, checkport): at most three of different networks are asked every
 * twenty minutes, and nobody while others arrive by themselves. Safe for any thread.
 */
final class PortCheck {
  private static final Logger log = LoggerFactory.getLogger(PortCheck.class);

  private final Evidence ipv4;
  private final Evidence ipv6;
  private final ObservedAddresses observed = new ObservedAddresses();
  private final Set<SourceNetwork> underWay = ConcurrentHashMap.newKeySet();
  private final Random random;

  PortCheck(InstantSource clock, Random random) {
    this.random = random;
    this.ipv4 = new Evidence(clock);
    this.ipv6 = new Evidence(clock);
  }

  private Evidence evidence(HostKind family) {
    return family == HostKind.IPV6 ? ipv6 : ipv4;
  }

  /** Somebody connected to our port. */
  void arrived(InetAddress source, Surroundings here) {
    PeerAddress.Ip address = new PeerAddress.Ip(source, 1);
    evidence(address.kind()).arrived(address.isPublic() && here.isOutside(address.ip()));
  }

  /** Something changed that the port depends on; what was known is of the past. */
  void forget() {
    ipv4.forget();
    ipv6.forget();
  }

  /** Asks whoever can still help; answers come in by themselves. */
  void ask(HostKind family, List<? extends Witness> witnesses, int port) {
    Evidence known = evidence(family);
    List<Witness> any = new ArrayList<>(witnesses);
    Collections.shuffle(any, random);
    for (Witness witness : any) {
      SourceNetwork network = SourceNetwork.wide(witness.address());
      if (new PeerAddress.Ip(witness.address(), 1).kind() != family
          || underWay.size() >= Evidence.MAX_WITNESSES
          || !known.needs(network)
          || !underWay.add(network)) {
        continue;
      }
      var unused =
          witness
              .tryPort(port)
              .whenComplete(
                  (testimony, failure) -> {
                    underWay.remove(network);
                    if (failure != null) {
                      log.debug("{} can't say: {}", witness.address(), failure.toString());
                      known.silent(network);
                      return;
                    }
                    note(witness, testimony);
                  });
    }
  }

  private void note(Witness witness, Witness.Testimony testimony) {
    log.debug("{} says: {}", witness.address(), testimony);
    HostKind family = new PeerAddress.Ip(witness.address(), 1).kind();
    evidence(family).testified(SourceNetwork.wide(witness.address()), testimony.open());
    Optional.ofNullable(testimony.seenAs())
        .ifPresent(ours -> observed.saw(witness.address(), ours));
  }

  ObservedAddresses observed() {
    return observed;
  }

  Evidence.Verdict verdict(HostKind family) {
    return evidence(family).verdict();
  }

  String sentence(HostKind family) {
    return evidence(family).sentence();
  }
}
