import java.io.FileInputStream;
import java.util.Arrays;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates each PDF as PDF/A-3a and PDF/UA-1; prints a line per verdict and per failed rule.
 *
 * <p>veraPDF keeps its state per thread, so all cores can validate in parallel.
 */
public class VeraPdf {
    private static final PDFAFlavour[] FLAVOURS = {PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1};

    public static void main(String[] paths) {
        VeraGreenfieldFoundryProvider.initialise();
        Arrays.stream(paths).parallel().map(VeraPdf::validate).forEachOrdered(System.out::print);
    }

    private static String validate(String path) {
        StringBuilder lines = new StringBuilder();
        for (PDFAFlavour flavour : FLAVOURS) {
            String head = "\t" + path + "\t" + flavour.getId() + "\t";
            try (PDFAParser parser =
                    Foundries.defaultInstance().createParser(new FileInputStream(path), flavour)) {
                ValidationResult found =
                        Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                lines.append("verdict" + head + found.isCompliant() + "\t")
                        .append(found.getTotalAssertions() + "\n");
                for (TestAssertion each : found.getTestAssertions()) {
                    if (each.getStatus() == TestAssertion.Status.FAILED) {
                        lines.append("failed" + head + each.getRuleId() + "\n");
                    }
                }
            } catch (Exception error) {
                throw new IllegalStateException(path, error);
            }
        }
        return lines.toString();
    }
}
