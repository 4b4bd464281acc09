package dev.codefleet.systemtests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.codefleet.systemtests")
class LayoutTest {
    /** A fleet is judged from outside, by what its processes say and leave. */
    @ArchTest
    static final ArchRule servicesAreBlackBoxes =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.codefleet.registry..",
                            "dev.codefleet.gateway..",
                            "dev.codefleet.manager..",
                            "dev.codefleet.programmer..",
                            "dev.codefleet.registryclient..",
                            "dev.codefleet.web..");
}
