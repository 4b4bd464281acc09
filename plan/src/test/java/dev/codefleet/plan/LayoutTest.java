package dev.codefleet.plan;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.plan",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    /** The command reads plans too: no container, no HTTP. */
    @ArchTest
    static final ArchRule plansAreReadWithoutAService =
            classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.codefleet.plan..",
                                    "dev.codefleet.contract..",
                                    "dev.codefleet.git..",
                                    "dev.codefleet.support..",
                                    "java..",
                                    "com.fasterxml.jackson..",
                                    "org.yaml.snakeyaml..",
                                    "org.commonmark..",
                                    "org.jspecify.."));
}
