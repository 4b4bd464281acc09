package dev.codefleet.git;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.git",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    @ArchTest
    static final ArchRule nothingOfTheFleetButItsSupportIsImported =
            classes()
                    .that()
                    .resideInAPackage("dev.codefleet.git..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.codefleet.git..",
                            "dev.codefleet.support..",
                            "java..",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule onlyOnePackageStartsProcesses =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.codefleet.git.process..")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(ProcessBuilder.class);

    @ArchTest
    static final ArchRule namesKnowNothingOfHowGitIsRun =
            noClasses()
                    .that()
                    .resideInAPackage("dev.codefleet.git")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.codefleet.git.*..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.codefleet.git.(*)..").should().beFreeOfCycles();
}
