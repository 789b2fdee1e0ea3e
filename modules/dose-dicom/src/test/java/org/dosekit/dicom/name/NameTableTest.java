package org.dosekit.dicom.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.Channel;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureDefinition;
import org.dosekit.core.structure.StructureRole;
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

  @ParameterizedTest
  @CsvSource({
    "Brainstem, Brainstem, EXACT",
    "brain_stem, Brainstem, EXACT",
    "BStem, Brainstem, TG263",
    "B_Stem whole, Brainstem, PATTERN",
    "Spinal Cord, SpinalCord, EXACT",
    "Myelon, SpinalCord, EXACT",
    "Rückenmark, SpinalCord, EXACT",
    "Parotid_L, LeftParotid, EXACT",
    "Lt Parotid, LeftParotid, TG263",
    "Parotis rechts, RightParotid, EXACT",
    "Gl Parotis R, RightParotid, PATTERN",
    "Oesophagus, Esophagus, EXACT",
    "Larynx full, Larynx, PATTERN",
    "Bone_Mandible, Mandible, TG263",
    "Unterkiefer, Mandible, EXACT",
    "PTV 63 Gy, PTV63, EXACT",
    "PTV_N_56Gy, PTV56, PATTERN",
    "PTV70 35fx, PTV70, PATTERN",
    "Outer contour, BODY, EXACT"
  })
  void headAndNeckHasItsNamesToo(String name, String structure, Confidence confidence) {
    NameTable table = NameTable.of(Protocol.builtIn("openkbp-head-neck"));
    assertEquals(NameMatch.of(structure, confidence), table.match(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SpinalCord_PRV05",
        "Cord PRV",
        "Brainstem_PRV03",
        "zParotid_L",
        "Parotid_L-PTV70"
      })
  void aMarginAroundAnOrganIsNotTheOrgan(String name) {
    NameTable table = NameTable.of(Protocol.builtIn("openkbp-head-neck"));
    assertEquals(NameMatch.none(Confidence.AID), table.match(name));
  }

  /** A user's protocol is served by TG-263 names, whatever it calls its structures. */
  @Test
  void aProtocolOfAnotherSiteIsServed() {
    NameTable table =
        NameTable.of(
            protocol(
                Map.of(
                    "cor", "Heart",
                    "cord", "SpinalCord",
                    "leftLung", "Lung_L",
                    "rightLung", "Lung_R",
                    "bothLungs", "Lungs")));
    assertEquals(NameMatch.of("cor", Confidence.EXACT), table.match("Herz"));
    assertEquals(NameMatch.of("cord", Confidence.EXACT), table.match("Myelon"));
    assertEquals(NameMatch.of("leftLung", Confidence.EXACT), table.match("Lunge links"));
    assertEquals(NameMatch.of("leftLung", Confidence.TG263), table.match("LLung"));
    assertEquals(NameMatch.of("rightLung", Confidence.TG263), table.match("Lung___right"));
    assertEquals(NameMatch.of("bothLungs", Confidence.PATTERN), table.match("Whole lung"));
    assertEquals(NameMatch.none(Confidence.AID), table.match("Lungs-GTV"));
    assertEquals(NameMatch.none(Confidence.AID), table.match("Lungs-ITV"));
    assertEquals(NameMatch.none(Confidence.UNKNOWN), table.match("Rectum"));
  }

  /** What is nearer by TG-263 wins over what a site's table puts together. */
  @Test
  void femurAndFemoralHeadAreToldApartWhereAProtocolHasBoth() {
    NameTable table = NameTable.of(protocol(Map.of("Femur_L", "Femur_L", "Head", "Femur_Head_L")));
    assertEquals(NameMatch.of("Head", Confidence.TG263), table.match("Femoral Head Lt"));
    assertEquals(NameMatch.of("Femur_L", Confidence.EXACT), table.match("Femur links"));
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
                    Map.of("Rectum", List.of("zRectum"), "PTV70", List.of("PTV")),
                    Map.of("Bladder", List.of("Bl")),
                    List.of("x"))));
    assertEquals(NameMatch.of("Rectum", Confidence.INSTITUTION), own.match("ZRECTUM"));
    assertEquals(NameMatch.of("PTV70", Confidence.INSTITUTION), own.match("ptv"));
    assertEquals(NameMatch.of("Bladder", Confidence.EXACT), own.match("Bladder"));
    // A guess is none until it is moved.
    assertEquals(NameMatch.none(Confidence.UNKNOWN), own.match("Bl"));
  }

  @Test
  void oneNameForTwoStructuresIsRefused() {
    JsonObject json =
        JsonObject.parse(
            "own",
            NameTable.toJson(
                Map.of("Rectum", List.of("A b"), "Bladder", List.of("a_B")), Map.of(), List.of()));
    assertThrows(DoseDataException.class, () -> TABLE.withInstitution(json));
  }

  /** A protocol of one target and organs, by name and TG-263 name. */
  private static Protocol protocol(Map<String, String> organs) {
    List<StructureDefinition> structures = new ArrayList<>();
    structures.add(new StructureDefinition("PTV60", StructureRole.TARGET, "PTV_6000", false));
    organs.forEach(
        (name, tg263) ->
            structures.add(
                new StructureDefinition(name, StructureRole.ORGAN_AT_RISK, tg263, false)));
    return new Protocol(
        "test",
        "a protocol of a user",
        structures,
        List.of(new Channel.Ct()),
        Map.of("PTV60", 60.0),
        List.of(),
        List.of(),
        List.of());
  }
}
