package io.vivace.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** The rules that hold across modules; this module sees all that is published. */
@AnalyzeClasses(packages = "io.vivace", importOptions = ImportOption.DoNotIncludeTests.class)
class ModulesTest {
    @ArchTest
    static final ArchRule coreKnowsNobody = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.vivace.callbacks..",
                    "io.vivace.vision..",
                    "io.vivace.text..",
                    "io.vivace.gan..",
                    "io.vivace.onnx..",
                    "io.vivace.examples..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vivace.callbacks..",
                    "io.vivace.vision..",
                    "io.vivace.text..",
                    "io.vivace.gan..",
                    "io.vivace.onnx..",
                    "io.vivace.examples..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule callbacksKnowCoreOnly = noClasses()
            .that()
            .resideInAPackage("io.vivace.callbacks..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vivace.vision..",
                    "io.vivace.text..",
                    "io.vivace.gan..",
                    "io.vivace.onnx..",
                    "io.vivace.examples..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule visionKnowsCoreOnly = noClasses()
            .that()
            .resideInAPackage("io.vivace.vision..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vivace.callbacks..",
                    "io.vivace.text..",
                    "io.vivace.gan..",
                    "io.vivace.onnx..",
                    "io.vivace.examples..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule textKnowsCoreOnly = noClasses()
            .that()
            .resideInAPackage("io.vivace.text..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vivace.callbacks..",
                    "io.vivace.vision..",
                    "io.vivace.gan..",
                    "io.vivace.onnx..",
                    "io.vivace.examples..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ganKnowsCoreAndVision = noClasses()
            .that()
            .resideInAPackage("io.vivace.gan..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vivace.callbacks..", "io.vivace.text..", "io.vivace.onnx..", "io.vivace.examples..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onnxKnowsCoreOnly = noClasses()
            .that()
            .resideInAPackage("io.vivace.onnx..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vivace.callbacks..",
                    "io.vivace.vision..",
                    "io.vivace.text..",
                    "io.vivace.gan..",
                    "io.vivace.examples..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nd4jStaysAtTheBorder = noClasses()
            .that()
            .resideOutsideOfPackage("io.vivace.tensor")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.nd4j..")
            .because("one package that knows ND4J can be changed, a library full of it cannot")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule oneDnnStaysInItsBackend = noClasses()
            .that()
            .resideOutsideOfPackage("io.vivace.backend.cpu")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco.dnnl..", "org.bytedeco.opencl..", "org.bytedeco.openblas..")
            .because("a second device takes the same kernel interface: nothing above may know how this one works")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule openCvStaysInVision = noClasses()
            .that()
            .resideOutsideOfPackage("io.vivace.vision..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco.opencv..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule aNameSaysWhatATypeDoes = noClasses()
            .should()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nullnessIsDeclared =
            classes().that(areTopLevel()).should(liveInANullMarkedPackage()).allowEmptyShould(true);

    private static DescribedPredicate<JavaClass> areTopLevel() {
        return DescribedPredicate.describe("are top-level types", JavaClass::isTopLevelClass);
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a package whose package-info.java says @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getPackageName() + " has no package-info.java with @NullMarked"));
                }
            }
        };
    }
}
