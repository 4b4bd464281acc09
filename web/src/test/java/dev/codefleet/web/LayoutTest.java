package dev.codefleet.web;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.web",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    /** What one service alone needs is there. */
    @ArchTest
    static final ArchRule nothingOfOneServiceIsHere =
            classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.codefleet.web..",
                                    "dev.codefleet.contract..",
                                    "dev.codefleet.support..",
                                    "java..",
                                    "jakarta..",
                                    "com.fasterxml.jackson..",
                                    "io.vertx..",
                                    "io.quarkus..",
                                    "io.smallrye..",
                                    "io.micrometer..",
                                    "org.eclipse.microprofile..",
                                    "org.jboss..",
                                    "org.jspecify.."));
}
