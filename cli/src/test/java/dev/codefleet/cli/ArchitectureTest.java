package dev.codefleet.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.cli",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.codefleet.cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule FLEETS_ARE_ONLY_REACHED_THROUGH_THE_CLIENT =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.net.http..");
}
