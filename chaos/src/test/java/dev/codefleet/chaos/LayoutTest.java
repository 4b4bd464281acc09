package dev.codefleet.chaos;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.chaos",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    @ArchTest
    static final ArchRule onlyWhatItStandsOnIsImported =
            classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideOutsideOfPackage("dev.codefleet..")
                                    .or(
                                            resideInAnyPackage(
                                                    "dev.codefleet.chaos..",
                                                    "dev.codefleet.localfleet..",
                                                    "dev.codefleet.gatewayclient..",
                                                    "dev.codefleet.contract..",
                                                    "dev.codefleet.git..",
                                                    "dev.codefleet.postgres..",
                                                    "dev.codefleet.support..")));

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.codefleet.chaos.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whoJudgesTheFleetTrustsNoneOfItsCode =
            noClasses()
                    .that()
                    .resideInAnyPackage("..chaos.check..", "..chaos.history..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.codefleet..")
                                    .and(
                                            resideOutsideOfPackages(
                                                    "..chaos.check..", "..chaos.history..")));

    @ArchTest
    static final ArchRule nothingIsSaidToAUserButByItsCaller =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("picocli..")
                    .orShould()
                    .accessField(System.class, "out");
}
