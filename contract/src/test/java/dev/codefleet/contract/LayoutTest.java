package dev.codefleet.contract;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.contract",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    /** Every service carries it: a library here would be one more thing that all of them need. */
    @ArchTest
    static final ArchRule nothingButRecordsAndTheirNamesIsHere =
            classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.codefleet.contract..",
                                    "java.lang..",
                                    "java.util..",
                                    "java.time..",
                                    "java.math..",
                                    "com.fasterxml.jackson.annotation..",
                                    "org.jspecify.."));
}
