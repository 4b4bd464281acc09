package dev.codefleet.access;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.codefleet.access",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    /** The command edits access files too: no container, no HTTP. */
    @ArchTest
    static final ArchRule keysAreReadWithoutAService =
            classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.codefleet.access..",
                                    "dev.codefleet.support..",
                                    "java..",
                                    "org.yaml.snakeyaml..",
                                    "org.jspecify.."));

    @ArchTest
    static final ArchRule onlyTheFileIsReadAndWritten =
            noClasses()
                    .that()
                    .haveSimpleNameNotStartingWith("AccessFile")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("java.nio.file..");
}
