package dev.codefleet.contracttests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.contracttests",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    /** A suite that knew a service could not judge it. */
    @ArchTest
    static final ArchRule suitesKnowOnlyWhatIsOnTheWire =
            classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideOutsideOfPackage("dev.codefleet..")
                                    .or(
                                            resideInAnyPackage(
                                                    "dev.codefleet.contracttests..",
                                                    "dev.codefleet.contract..",
                                                    "dev.codefleet.support..")));

    /** What works with any server: no Quarkus, no Vert.x. */
    @ArchTest
    static final ArchRule suitesArePlain =
            classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.codefleet..",
                                    "java..",
                                    "com.fasterxml.jackson..",
                                    "com.sun.net.httpserver..",
                                    "org.assertj..",
                                    "org.jspecify..",
                                    "org.junit.jupiter.."));
}
