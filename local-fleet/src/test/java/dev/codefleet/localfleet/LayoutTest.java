package dev.codefleet.localfleet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.localfleet",
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
                                                    "dev.codefleet.localfleet..",
                                                    "dev.codefleet.access..",
                                                    "dev.codefleet.gatewayclient..",
                                                    "dev.codefleet.identity..",
                                                    "dev.codefleet.contract..",
                                                    "dev.codefleet.git..",
                                                    "dev.codefleet.postgres..",
                                                    "dev.codefleet.support..")));

    @ArchTest
    static final ArchRule nothingIsSaidToAUserButByItsCaller =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("picocli..")
                    .orShould()
                    .accessField(System.class, "out");
}
