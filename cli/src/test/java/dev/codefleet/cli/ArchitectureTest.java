package dev.codefleet.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
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
    static final ArchRule JOBS_ARE_ONLY_REACHED_THROUGH_THE_CLIENT =
            noClasses()
                    .that()
                    .resideInAnyPackage("..job..", "..run..", "..demo..", "..terminal..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule WHO_JUDGES_THE_FLEET_TRUSTS_NONE_OF_ITS_CODE =
            noClasses()
                    .that()
                    .resideInAnyPackage("..chaos.check..", "..chaos.history..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.codefleet..")
                                    .and(
                                            resideOutsideOfPackages(
                                                    "..chaos.check..", "..chaos.history..")));
}
