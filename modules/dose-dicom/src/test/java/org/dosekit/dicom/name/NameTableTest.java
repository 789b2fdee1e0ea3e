package org.dosekit.dicom.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.dicom.name.NameMatch.Confidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTableTest {
  private static final NameTable TABLE = NameTable.of(Protocol.builtIn("prostate-sib-ptv50"));

  @ParameterizedTest
  @CsvSource({
    "PTV70, PTV70, EXACT",
    "PTV_7000, PTV70, EXACT",
    "ptv 70 Gy, PTV70, EXACT",
    "PTV 70Gy 28fx, PTV70, PATTERN",
    "PTV56, PTV56, EXACT",
    "PTV 50.4, PTV50.4, EXACT",
    "PTV5040, PTV50.4, EXACT",
    "Rectum, Rectum, EXACT",
    "RECT, Rectum, TG263",
    "Femoral Head Lt, Femur_L, EXACT",
    "Femoral Head RT, Femur_R, EXACT",
    "LT FEMORAL HEAD, Femur_L, TG263",
    "R femur head, Femur_R, TG263",
    "Bowel bag, Bowel, EXACT",
    "Spc_Bowel, Bowel, TG263",
    "Urinary bladder, Bladder, TG263",
    "BODY, BODY, EXACT"
  })
  void namesMeanStructures(String name, String structure, Confidence confidence) {
    assertEquals(NameMatch.of(structure, confidence), TABLE.match(name));
  }

  /** Defect I: the original unites these with the organ. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SplResdMax_Rectum_AP_1",
        "Resd_Bowel_AP2",
        "bowel avoid",
        "Bladder_opt",
        "zRectum",
        "PTV70-Rectum",
        "Rectum-PTV",
        "PTV70_eval",
        "ring 2cm",
        "Rectum NOS",
        "PTV 95%"
      })
  void planningAidsAreNeverAnOrgan(String name) {
    assertEquals(NameMatch.none(Confidence.AID), TABLE.match(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CTV", "PTV", "PTV66", "PenileBulb", "", "Lymph nodes"})
  void otherNamesAreLeftOver(String name) {
    assertEquals(NameMatch.none(Confidence.UNKNOWN), TABLE.match(name));
  }

  @Test
  void aTableServesProtocolsThatKnowLess() {
    NameTable small = NameTable.of(Protocol.builtIn("prostate-sib"));
    assertEquals(NameMatch.none(Confidence.UNKNOWN), small.match("PTV50.4"));
  }

  @Test
  void theInstitutionsTableComesFirst() {
    NameTable own =
        TABLE.withInstitution(
            JsonObject.parse(
                "own",
                NameTable.toJson(
                    Map.of("Rectum", List.of("zRectum"), "PTV70", List.of("PTV")), List.of("x"))));
    assertEquals(NameMatch.of("Rectum", Confidence.INSTITUTION), own.match("ZRECTUM"));
    assertEquals(NameMatch.of("PTV70", Confidence.INSTITUTION), own.match("ptv"));
    assertEquals(NameMatch.of("Bladder", Confidence.EXACT), own.match("Bladder"));
  }

  @Test
  void oneNameForTwoStructuresIsRefused() {
    JsonObject json =
        JsonObject.parse(
            "own",
            NameTable.toJson(
                Map.of("Rectum", List.of("A b"), "Bladder", List.of("a_B")), List.of()));
    assertThrows(DoseDataException.class, () -> TABLE.withInstitution(json));
  }
}
