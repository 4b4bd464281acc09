package dev.codefleet.manager;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(
        packages = "dev.codefleet.manager",
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {
    @ArchTest
    static final ArchRule noOtherServiceIsImported =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideOutsideOfPackages(
                            "dev.codefleet.registry..",
                            "dev.codefleet.programmer..",
                            "dev.codefleet.gateway..",
                            "dev.codefleet.chaos..",
                            "dev.codefleet.cli..",
                            "dev.codefleet.gatewayclient..",
                            "dev.codefleet.localfleet..",
                            "dev.codefleet.postgres..");

    @ArchTest
    static final ArchRule sqlStaysInStores =
            noClasses()
                    .that()
                    .haveNameNotMatching(".*Store(\\$.*)?")
                    .and()
                    .resideOutsideOfPackage("dev.codefleet.manager.sql..")
                    .should()
                    .dependOnClassesThat(
                            DescribedPredicate.describe(
                                    "are of java.sql, but for its exception",
                                    each ->
                                            each.getPackageName().equals("java.sql")
                                                    && !each.getSimpleName()
                                                            .equals("SQLException")));

    private static final DescribedPredicate<JavaClass> CONTAINER_OR_IO =
            resideInAnyPackage(
                            "jakarta..",
                            "io.vertx..",
                            "io.quarkus..",
                            "java.io..",
                            "java.net..",
                            "java.nio..",
                            "java.sql..")
                    .and(not(type(SQLException.class)))
                    .as("are of the container or do I/O");

    @ArchTest
    static final ArchRule decisionsAreFreeOfContainerAndIo =
            noClasses()
                    .that()
                    .resideInAPackage("dev.codefleet.manager.schedule..")
                    .or(
                            resideInAPackage("dev.codefleet.manager.dispatch..")
                                    .and(nameMatching(".*\\.\\w*(Rule|Check)")))
                    .or(nameMatching("dev\\.codefleet\\.manager\\.integrate\\.Lineage"))
                    .should()
                    .dependOnClassesThat(CONTAINER_OR_IO);

    /** Whatever is neither a bean nor named for what it does outside of memory. */
    @ArchTest
    static final ArchRule stateIsFreeOfContainerAndIo =
            noClasses()
                    .that(
                            resideInAnyPackage(
                                            "dev.codefleet.manager.job..",
                                            "dev.codefleet.manager.lease..",
                                            "dev.codefleet.manager.programmers..")
                                    .and(not(annotatedWith(Singleton.class)))
                                    .and(not(annotatedWith(ApplicationScoped.class)))
                                    .and(
                                            not(
                                                    nameMatching(
                                                            ".*(Store|Client|Calls|Probe|Reader)(\\$.*)?"))))
                    .should()
                    .dependOnClassesThat(CONTAINER_OR_IO);

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

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.codefleet.manager.(**)").should().beFreeOfCycles();
}
