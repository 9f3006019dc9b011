package io.vivace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import java.util.List;

/** Which package of core may know which: only those written above it here, and nobody a backend's inside. */
@AnalyzeClasses(packages = "io.vivace", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final List<String> FROM_THE_BOTTOM_UP = List.of(
            "memory",
            "backend",
            "tensor",
            "doctor",
            "io",
            "plot",
            "loss",
            "nn",
            "optim",
            "metric",
            "data",
            "schedule",
            "learn");

    /** Settings of the whole library, above everything. */
    private static final String ROOT = "(root)";

    @ArchTest
    static final ArchRule nothingNeedsTheSettings = noClasses()
            .that()
            .resideInAPackage("io.vivace.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vivace")
            .because("the settings of the whole library stand above everything");

    @ArchTest
    static void everyPackageHasItsPlace(JavaClasses classes) {
        assertThat(classes.stream().map(ArchitectureTest::idea).distinct().filter(idea -> !idea.equals(ROOT)))
                .as("top-level packages of core (a new one belongs into FROM_THE_BOTTOM_UP)")
                .isSubsetOf(FROM_THE_BOTTOM_UP);
    }

    @ArchTest
    static void packagesDependDownwardsOnly(JavaClasses classes) {
        for (var level = 0; level < FROM_THE_BOTTOM_UP.size(); level++) {
            var above = FROM_THE_BOTTOM_UP.subList(level + 1, FROM_THE_BOTTOM_UP.size()).stream()
                    .map(idea -> "io.vivace." + idea + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("io.vivace." + FROM_THE_BOTTOM_UP.get(level) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .because("packages depend downwards only: " + String.join(" < ", FROM_THE_BOTTOM_UP))
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule kernelsAreReachedThroughTheirInterface = noClasses()
            .that()
            .resideOutsideOfPackage("io.vivace.backend.cpu..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vivace.backend.cpu..")
            .because("a second device takes the same interface: only a service loader may find the kernels")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule modulesOwnParametersAndBuffersNotTensors = noFields()
            .that()
            .areDeclaredInClassesThat()
            .areAssignableTo(Module.class)
            .should()
            .haveRawType(Tensor.class)
            .because("a tensor in a field is neither saved, nor loaded, nor released with the net: register it with"
                    + " parameter(...) or buffer(...)");

    /** The part of the package name that follows "io.vivace.". */
    private static String idea(JavaClass type) {
        var rest = type.getPackageName().substring("io.vivace".length());
        return rest.isEmpty() ? ROOT : rest.substring(1).replaceFirst("\\..*", "");
    }
}
