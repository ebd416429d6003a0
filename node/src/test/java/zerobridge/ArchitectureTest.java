package zerobridge;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the picture of the packages true: what may know what, and who may touch the outside. */
@AnalyzeClasses(packages = "zerobridge", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule layers =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("io")
          .definedBy("zerobridge.io..")
          .layer("codec")
          .definedBy("zerobridge.codec..")
          .layer("crypto")
          .definedBy("zerobridge.crypto..")
          .layer("net")
          .definedBy("zerobridge.net..")
          .layer("peer")
          .definedBy("zerobridge.peer..")
          .layer("content")
          .definedBy("zerobridge.content..")
          .layer("db")
          .definedBy("zerobridge.db..")
          .layer("tracker")
          .definedBy("zerobridge.tracker..")
          .layer("tor")
          .definedBy("zerobridge.tor..")
          .layer("site")
          .definedBy("zerobridge.site..")
          .layer("name")
          .definedBy("zerobridge.name..")
          .layer("user")
          .definedBy("zerobridge.user..")
          .layer("api")
          .definedBy("zerobridge.api..")
          .layer("ui")
          .definedBy("zerobridge.ui..")
          .layer("bridge")
          .definedBy("zerobridge.bridge..")
          .layer("app")
          .definedBy("zerobridge.app..")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("bridge")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("ui")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("bridge", "ui", "app")
          .whereLayer("name")
          .mayOnlyBeAccessedByLayers("api", "bridge", "ui", "app")
          .whereLayer("user")
          .mayOnlyBeAccessedByLayers("api", "bridge", "ui", "app")
          .whereLayer("site")
          .mayOnlyBeAccessedByLayers("name", "user", "api", "bridge", "ui", "app")
          .whereLayer("content")
          .mayOnlyBeAccessedByLayers("site", "name", "user", "api", "bridge", "ui", "app")
          .whereLayer("db")
          .mayOnlyBeAccessedByLayers("site", "name", "user", "api", "bridge", "ui", "app")
          .whereLayer("tracker")
          .mayOnlyBeAccessedByLayers("site", "name", "user", "api", "bridge", "ui", "app")
          .whereLayer("tor")
          .mayOnlyBeAccessedByLayers("site", "name", "user", "api", "bridge", "ui", "app")
          .whereLayer("peer")
          .mayOnlyBeAccessedByLayers(
              "content", "db", "tracker", "tor", "site", "name", "user", "api", "bridge", "ui",
              "app")
          .whereLayer("net")
          .mayNotBeAccessedByAnyLayer()
          .because("the drawing in the design has one direction: downwards");

  @ArchTest
  static final ArchRule noCycles = slices().matching("zerobridge.(*)..").should().beFreeOfCycles();
}
