package dev.codefleet.manager;

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
        packages = "dev.codefleet.manager",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    @ArchTest
    static final ArchRule noOtherServiceIsImported =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideOutsideOfPackages(
                            "dev.codefleet.registry..",
                            "dev.codefleet.programmer..",
                            "dev.codefleet.gateway..",
                            "dev.codefleet.chaos..",
                            "dev.codefleet.cli..",
                            "dev.codefleet.gatewayclient..",
                            "dev.codefleet.localfleet..",
                            "dev.codefleet.postgres..");

    @ArchTest
    static final ArchRule sqlStaysInStores =
            noClasses()
                    .that()
                    .haveNameNotMatching(".*Store(\\$.*)?")
                    .and()
                    .resideOutsideOfPackage("dev.codefleet.manager.sql..")
                    .should()
                    .dependOnClassesThat(
                            com.tngtech.archunit.base.DescribedPredicate.describe(
                                    "are of java.sql, but for its exception",
                                    each ->
                                            each.getPackageName().equals("java.sql")
                                                    && !each.getSimpleName()
                                                            .equals("SQLException")));

    @ArchTest
    static final ArchRule decisionsAreFreeOfContainerAndIo =
            noClasses()
                    .that()
                    .resideInAPackage("dev.codefleet.manager.schedule..")
                    .or()
                    .haveNameMatching(
                            ".*\\.(LossRule|ReportCheck|RoundRobin|Programmer|ProgrammerPool|Lineage|Lease|Batch)")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "jakarta..", "io.vertx..", "io.quarkus..", "java.io..", "java.sql..");

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
            slices().matching("dev.codefleet.manager.(**)").should().beFreeOfCycles();
}
