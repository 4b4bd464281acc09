package dev.codefleet.registryclient;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(
        packages = "dev.codefleet.registryclient",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    @ArchTest
    static final ArchRule decisionsAreFreeOfContainerAndIo =
            noClasses()
                    .that()
                    .resideInAPackage("dev.codefleet.registryclient.view..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "jakarta..",
                            "io.vertx..",
                            "io.quarkus..",
                            "java.io..",
                            "java.nio..",
                            "java.net..");

    @ArchTest
    static final ArchRule decisionsKnowNothingOfWhoCallsThem =
            noClasses()
                    .that()
                    .resideInAPackage("dev.codefleet.registryclient.view..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.codefleet.registryclient");

    @ArchTest
    static final ArchRule onlyContractAndWebAreImported =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.codefleet.registry..",
                            "dev.codefleet.programmer..",
                            "dev.codefleet.manager..",
                            "dev.codefleet.gateway..",
                            "dev.codefleet.git..");

    @ArchTest
    static final ArchRule timeAndChanceAreInjected =
            noClasses()
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(UUID.class, "randomUUID");
}
