import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates each PDF as PDF/A-3a and as PDF/UA-1: one line a verdict, then one a failed rule. */
public class VeraPdf {
    public static void main(String[] paths) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String path : paths) {
            for (PDFAFlavour flavour : new PDFAFlavour[] {PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1}) {
                try (PDFAParser parser =
                        Foundries.defaultInstance().createParser(new FileInputStream(path), flavour)) {
                    ValidationResult found =
                            Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                    System.out.println(
                            "verdict\t" + path + "\t" + flavour.getId() + "\t" + found.isCompliant()
                                    + "\t" + found.getTotalAssertions());
                    for (TestAssertion each : found.getTestAssertions()) {
                        if (each.getStatus() == TestAssertion.Status.FAILED) {
                            System.out.println(
                                    "failed\t" + path + "\t" + flavour.getId() + "\t" + each.getRuleId());
                        }
                    }
                }
            }
        }
    }
}
