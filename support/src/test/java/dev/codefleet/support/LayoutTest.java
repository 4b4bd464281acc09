package dev.codefleet.support;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.support",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    @ArchTest
    static final ArchRule nothingButTheJdkAndJacksonIsNeeded =
            classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.codefleet.support..",
                                    "java..",
                                    // Of the JDK, too: who this process is.
                                    "com.sun.security.auth.module..",
                                    "com.fasterxml.jackson..",
                                    "org.jspecify.."));
}
