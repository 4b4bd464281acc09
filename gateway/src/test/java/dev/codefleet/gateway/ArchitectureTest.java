package dev.codefleet.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

@AnalyzeClasses(packages = "dev.codefleet.gateway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ofOurOwnOnlySharedModulesAreUsed =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.codefleet..")
                                    .and(
                                            resideOutsideOfPackages(
                                                    "dev.codefleet.gateway..",
                                                    "dev.codefleet.access..",
                                                    "dev.codefleet.contract..",
                                                    "dev.codefleet.identity..",
                                                    "dev.codefleet.web..",
                                                    "dev.codefleet.registryclient..",
                                                    "dev.codefleet.support..")));

    @ArchTest
    static final ArchRule onlyResourcesAndClientsKnowJaxRs =
            noClasses()
                    .that()
                    .haveSimpleNameNotEndingWith("Resource")
                    .and()
                    .haveSimpleNameNotEndingWith("Client")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jakarta.ws.rs..");

    @ArchTest
    static final ArchRule thereIsNoDatabase =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.sql..");

    @ArchTest
    static final ArchRule decisionsArePure =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.codefleet.gateway.manager.choice..",
                            "dev.codefleet.gateway.fleet.view..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "jakarta..",
                            "io.vertx..",
                            "io.quarkus..",
                            "io.smallrye..",
                            "java.io..",
                            "java.nio..",
                            "java.net..",
                            "dev.codefleet.web..");

    @ArchTest
    static final ArchRule timeChanceAndIdsAreInjected =
            noClasses()
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(Clock.class, Random.class, UUID.class);

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.codefleet.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule resourcesAreNotForOthers =
            classes().that().haveSimpleNameEndingWith("Resource").should().bePackagePrivate();
}
