package io.vivace.examples;

import io.vivace.backend.NativePart;
import io.vivace.doctor.Doctor;
import io.vivace.doctor.Probe;
import io.vivace.doctor.Report;
import io.vivace.vision.image.ImageLibrary;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Prints what the doctor found. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Shows what was found: system, processor, native libraries and versions, threads, memory; and how to get what is missing.",
            "Exits with 1 if something needed is missing."
        })
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private Vivace program;

    @Override
    public Integer call() {
        Report report = Doctor.examine(
                new Probe("Images", List.of(NativePart.OPENBLAS, NativePart.OPENCV), ImageLibrary::facts));
        program.out().print(report);
        return report.problems().isEmpty() ? 0 : 1;
    }
}
