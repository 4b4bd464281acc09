package dev.codefleet.postgres;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.postgres",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    /** The command starts it too: no container and no framework. */
    @ArchTest
    static final ArchRule aServerIsStartedWithoutAFramework =
            classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.codefleet.postgres..",
                                    "dev.codefleet.support..",
                                    "java..",
                                    "com.sun.security.auth.module..",
                                    "org.apache.commons.compress..",
                                    "org.tukaani.xz..",
                                    "org.jspecify.."));
}
