package dev.codefleet.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.registry",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    @ArchTest
    static final ArchRule noOtherServiceIsImported =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideOutsideOfPackages(
                            "dev.codefleet.programmer..",
                            "dev.codefleet.manager..",
                            "dev.codefleet.gateway..",
                            "dev.codefleet.chaos..",
                            "dev.codefleet.cli..",
                            "dev.codefleet.gatewayclient..",
                            "dev.codefleet.localfleet..",
                            "dev.codefleet.git..",
                            "dev.codefleet.postgres..");

    @ArchTest
    static final ArchRule httpStaysInResources =
            noClasses()
                    .that()
                    .haveSimpleNameNotEndingWith("Resource")
                    .and()
                    .haveSimpleNameNotContaining("Resource_")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jakarta.ws.rs..");

    @ArchTest
    static final ArchRule decisionsAreFreeOfContainerAndIo =
            noClasses()
                    .that()
                    .resideInAPackage("dev.codefleet.registry.membership..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "jakarta..",
                            "io.vertx..",
                            "io.quarkus..",
                            "java.io..",
                            "java.nio..",
                            "dev.codefleet.web..",
                            "dev.codefleet.registry.agent..");

    @ArchTest
    static final ArchRule timeAndChanceAreInjected =
            noClasses()
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethod(java.util.UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.codefleet.registry.(*)..").should().beFreeOfCycles();
}
