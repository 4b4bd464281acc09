package dev.codefleet.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.benchmarks",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    /** Whole fleets are measured, as they are started by users. */
    @ArchTest
    static final ArchRule servicesAreBlackBoxes =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.codefleet.registry..",
                            "dev.codefleet.gateway..",
                            "dev.codefleet.manager..",
                            "dev.codefleet.programmer..",
                            "dev.codefleet.registryclient..",
                            "dev.codefleet.web..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.codefleet.benchmarks.(*)..").should().beFreeOfCycles();
}
