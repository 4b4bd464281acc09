package dev.codefleet.identity;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
        packages = "dev.codefleet.identity",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    /** The command makes keys too: no container, no HTTP. */
    @ArchTest
    static final ArchRule whoCallsIsDecidedWithoutAService =
            classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.codefleet.identity..",
                                    "dev.codefleet.contract..",
                                    "java..",
                                    "org.jose4j..",
                                    "org.jspecify.."));

    @ArchTest
    static final ArchRule onlyTheFileIsReadAndWritten =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("KeyFile")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("java.nio.file..");

    @ArchTest
    static final ArchRule timeIsGiven = noClasses().should().callMethod(Instant.class, "now");
}
