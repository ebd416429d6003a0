package zerobridge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;

/** Keeps the drawing of the packages true: what may know what, and who may touch the outside. */
@AnalyzeClasses(packages = "zerobridge", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  /**
   * The drawing, from the bottom to the top. A package may use those of the rows below its own, and
   * none beside it.
   */
  private static final List<List<String>> ROWS =
      List.of(
          List.of("io"),
          List.of("crypto", "codec"),
          List.of("net"),
          List.of("peer"),
          List.of("content", "db", "tracker", "dht", "lan", "reach", "tor"),
          List.of("site"),
          List.of("name", "user", "message"),
          List.of("api"),
          List.of("bridge", "ui"),
          List.of("app"));

  @ArchTest
  static void packagesKnowOnlyTheRowsBelow(JavaClasses all) {
    for (int row = 0; row < ROWS.size(); row++) {
      List<String> rowsBelow = new ArrayList<>();
      ROWS.subList(0, row).forEach(rowsBelow::addAll);
      for (String name : ROWS.get(row)) {
        rule(name, rowsBelow).check(all);
      }
    }
  }

  private static ArchRule rule(String name, List<String> below) {
    List<String> allowed = new ArrayList<>(below.stream().map(ArchitectureTest::pattern).toList());
    allowed.add(pattern(name));
    return classes()
        .that()
        .resideInAPackage(pattern(name))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("zerobridge..")
                .negate()
                .or(resideInAnyPackage(allowed.toArray(String[]::new))))
        .allowEmptyShould(true)
        .because("dependencies point downwards in the drawing");
  }

  private static String pattern(String name) {
    return "zerobridge." + name + "..";
  }

  @ArchTest
  static final ArchRule noCycles = slices().matching("zerobridge.(*)..").should().beFreeOfCycles();

  /** What a site is has nothing to do with how it travels. */
  @ArchTest
  static final ArchRule contentIsIndependentOfTheNetwork =
      noClasses()
          .that()
          .resideInAnyPackage("zerobridge.content..", "zerobridge.db..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("zerobridge.net..", "zerobridge.peer..");

  /** Mentions sockets in signatures that it has to implement. */
  private static final String TRUST_MANAGER = "zerobridge.crypto.PeerCertificate\\$AcceptAll";

  /** So that "no packet leaves but to where the mode allows" is a property of the build. */
  @ArchTest
  static final ArchRule oneDialer =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "zerobridge.net..", "zerobridge.peer..", "zerobridge.bridge..", "zerobridge.tor..")
          .and()
          .haveNameNotMatching(TRUST_MANAGER)
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.Socket")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.ServerSocket")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.HttpURLConnection")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.channels.SocketChannel")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.channels.DatagramChannel")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("java.net.http..");

  /** A tracker talks UDP, but over a socket that the dialer opened. */
  @ArchTest
  static final ArchRule oneMakerOfDatagramSockets =
      noClasses()
          .that()
          .resideOutsideOfPackage("zerobridge.net..")
          .should()
          .callConstructor(java.net.DatagramSocket.class)
          .orShould()
          .callConstructor(java.net.Socket.class);

  @ArchTest
  static final ArchRule jdbcOnlyInDb =
      noClasses()
          .that()
          .resideOutsideOfPackage("zerobridge.db..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule threadsOnlyInIo =
      noClasses()
          .that()
          .resideOutsideOfPackages("zerobridge.io..", "zerobridge.app..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.Executors")
          .orShould()
          .callConstructor(Thread.class, Runnable.class)
          .orShould()
          .callConstructor(Thread.class, Runnable.class, String.class);

  @ArchTest
  static final ArchRule processesOnlyInTorAndApp =
      noClasses()
          .that()
          .resideOutsideOfPackages("zerobridge.tor..", "zerobridge.app..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.ProcessBuilder");

  /** The swap of the library for another stays a change of one package. */
  @ArchTest
  static final ArchRule bitcoinjOnlyInCrypto =
      noClasses()
          .that()
          .resideOutsideOfPackage("zerobridge.crypto..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bitcoinj..");

  @ArchTest
  static final ArchRule noGuava =
      noClasses().should().dependOnClassesThat().resideInAPackage("com.google.common..");
}
