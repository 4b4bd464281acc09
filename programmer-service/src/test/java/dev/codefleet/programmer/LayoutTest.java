package dev.codefleet.programmer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(
        packages = "dev.codefleet.programmer",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    @ArchTest
    static final ArchRule noOtherServiceIsImported =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideOutsideOfPackages(
                            "dev.codefleet.registry..",
                            "dev.codefleet.manager..",
                            "dev.codefleet.gateway..",
                            "dev.codefleet.chaos..",
                            "dev.codefleet.cli..",
                            "dev.codefleet.gatewayclient..",
                            "dev.codefleet.localfleet..",
                            "dev.codefleet.postgres..",
                            "java.sql..");

    @ArchTest
    static final ArchRule httpStaysInResources =
            noClasses()
                    .that()
                    .haveSimpleNameNotEndingWith("Resource")
                    .and()
                    .haveSimpleNameNotContaining("Resource_")
                    .and()
                    .haveSimpleNameNotContaining("Resource$")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jakarta.ws.rs..");

    @ArchTest
    static final ArchRule decisionsAreFreeOfContainerAndIo =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.codefleet.programmer.order..",
                            "dev.codefleet.programmer.trust..",
                            "dev.codefleet.programmer.stream..",
                            "dev.codefleet.programmer.report..",
                            "dev.codefleet.programmer.text..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "jakarta..",
                            "io.vertx..",
                            "io.quarkus..",
                            "java.io..",
                            "java.nio.file..");

    @ArchTest
    static final ArchRule timeAndChanceAreInjected =
            noClasses()
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.codefleet.programmer.(*)..").should().beFreeOfCycles();
}
