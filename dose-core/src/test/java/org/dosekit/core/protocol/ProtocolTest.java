package org.dosekit.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.protocol.ConstraintEntry.Fixed;
import org.dosekit.core.protocol.ConstraintEntry.PrescriptionLevel;
import org.dosekit.core.structure.StructureNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProtocolTest {
  static List<String> builtIns() {
    return Protocol.builtInNames();
  }

  @ParameterizedTest
  @MethodSource("builtIns")
  void builtInsRoundTripThroughJson(String name) {
    Protocol protocol = Protocol.builtIn(name);
    Protocol read = Protocol.fromJson("round trip", protocol.toJson());
    assertEquals(protocol, read);
    assertEquals(protocol.toJson(), read.toJson(), "the order of every list survives");
    assertEquals(name, protocol.name());
  }

  /** The channel order of the original project's NPZ files. */
  @Test
  void prostateChannelsAreInTheOriginalsOrder() {
    List<String> original =
        List.of("PTV70", "PTV56", "Prostate", "Rectum", "Bladder", "Femur_L", "Femur_R", "Bowel");
    assertEquals(original, sdfChannels(Protocol.builtIn("prostate-sib")));
    List<String> withNodes = sdfChannels(Protocol.builtIn("prostate-sib-ptv50"));
    assertEquals(original, withNodes.subList(0, 8));
    assertEquals("PTV50.4", withNodes.get(8));
    assertEquals(10, Protocol.builtIn("prostate-sib-ptv50").channels().size());
  }

  @Test
  void prostateConstraintVectorsAgreeInNamesAndOrder() {
    List<String> names =
        List.of(
            "ptv70_level",
            "ptv56_level",
            "ptv504_level",
            "rectum_v50",
            "rectum_v60",
            "rectum_v70",
            "rectum_dmax",
            "bladder_v65",
            "bladder_v70",
            "bladder_v75",
            "femur_v50",
            "bowel_v45",
            "cord_dmax");
    Protocol two = Protocol.builtIn("prostate-sib");
    Protocol three = Protocol.builtIn("prostate-sib-ptv50");
    assertEquals(names, two.constraints().stream().map(ConstraintEntry::name).toList());
    assertEquals(names, three.constraints().stream().map(ConstraintEntry::name).toList());
    assertEquals(new Fixed("ptv504_level", 0), two.constraints().get(2));
    assertEquals(new PrescriptionLevel("ptv504_level", "PTV50.4"), three.constraints().get(2));
  }

  @Test
  void headAndNeckChannelsAreCtTenStructuresAndTheDoseRegion() {
    Protocol protocol = Protocol.builtIn("openkbp-head-neck");
    assertEquals(12, protocol.channels().size());
    assertEquals(new Channel.Ct(), protocol.channels().get(0));
    assertEquals(new Channel.DoseRegion(), protocol.channels().get(11));
    assertEquals(
        List.of(
            "Brainstem",
            "SpinalCord",
            "RightParotid",
            "LeftParotid",
            "Esophagus",
            "Larynx",
            "Mandible",
            "PTV56",
            "PTV63",
            "PTV70"),
        sdfChannels(protocol));
    assertEquals(
        List.of("PTV70", "PTV63", "PTV56"), List.copyOf(protocol.prescriptionGy().keySet()));
  }

  @ParameterizedTest
  @MethodSource("builtIns")
  void organsBearTheirTg263Names(String name) {
    for (StructureDefinition structure : Protocol.builtIn(name).structures()) {
      StructureNames.tg263(structure.name())
          .ifPresent(tg263 -> assertEquals(tg263, structure.tg263(), structure.name()));
    }
    assertEquals(
        "Parotid_R",
        Protocol.builtIn("openkbp-head-neck").structure("RightParotid").orElseThrow().tg263());
  }

  @Test
  void whatTheNetworkIsToldDiffersFromWhatAPlanIsJudgedBy() {
    Protocol protocol = Protocol.builtIn("prostate-sib");
    assertTrue(protocol.constraints().contains(new Fixed("rectum_v70", 0.20)));
    assertTrue(
        protocol
            .goals()
            .contains(
                ClinicalGoal.of(
                    StructureExpression.parse("Rectum"),
                    DoseMetric.parse("V70Gy"),
                    ClinicalGoal.Direction.AT_MOST,
                    15)));
  }

  @Test
  void doublesReadBackEqual() {
    Protocol base = Protocol.builtIn("prostate-sib");
    Protocol odd =
        new Protocol(
            base.name(),
            base.description(),
            base.structures(),
            base.channels(),
            Map.of("PTV70", Math.PI * 10),
            List.of(new Fixed("third", 1.0 / 3), new Fixed("tiny", Double.MIN_VALUE)),
            base.metrics(),
            List.of(
                ClinicalGoal.of(
                        StructureExpression.parse("((Rectum or Bladder) minus PTV70) - 2.5mm"),
                        DoseMetric.parse("D0.1cc"),
                        ClinicalGoal.Direction.AT_MOST,
                        0.1 + 0.2)
                    .withAcceptable(Math.E)
                    .withPriority(3)));
    assertEquals(odd, Protocol.fromJson("round trip", odd.toJson()));
  }

  @Test
  void unknownBuiltInIsRefusedWithTheKnownNames() {
    DoseDataException e = assertThrows(DoseDataException.class, () -> Protocol.named("prostate"));
    assertTrue(e.getMessage().contains("prostate-sib-ptv50"), e.getMessage());
  }

  @Test
  void namedReadsAFileByItsEnding(@TempDir Path folder) throws Exception {
    Protocol protocol = Protocol.builtIn("openkbp-head-neck");
    Path file = folder.resolve("mine.json");
    Files.writeString(file, protocol.toJson());
    assertEquals(protocol, Protocol.named(file.toString()));
  }

  /** Each row damages the JSON of a valid protocol at one place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "format" : "dosekit-protocol/1" | "format" : "dosekit-protocol/2" | dosekit-protocol/2
          "description" :                 | "descriptoin" :                 | descriptoin
          "required" : true               | "requierd" : true               | requierd
          "role" : "target"               | "role" : "tumour"               | tumour
          "sdf PTV56"                     | "sdf PTV57"                     | PTV57
          "sdf PTV56"                     | "sdf PTV70"                     | twice
          "ct"                            | "mr"                            | mr
          "ct"                            | "dose_region"                   | CT
          "PTV56" : 56.0                  | "PTV56" : 71.0                  | highest
          "PTV56" : 56.0                  | "PTV56" : -1.0                  | -1.0 Gy
          "PTV56" : 56.0                  | "Rectum" : 56.0                 | no target
          "prescription_of" : "PTV56"     | "prescription_of" : "Rectum"    | Rectum
          "name" : "rectum_v60"           | "name" : "rectum_v50"           | twice
          "name" : "rectum_v60"           | "name" : "rectum v60"           | rectum v60
          "value" : 0.35                  | "volume" : 0.35                 | without a rule
          "V60Gy[%]"                      | "V60Gy[Gy]"                     | V60Gy[Gy]
          "V60Gy[%]"                      | "V50"                           | twice
          "structure" : "Bladder"         | "structure" : "Bladdr"          | Bladdr
          "region" : "PTV56 - PTV70"      | "region" : "PTV56 without PTV70" | without
          "region" : "PTV56 - PTV70"      | "region" : "PTV56 - PTV71"      | PTV71
          "region" : "PTV56 - PTV70"      | "region" : "PTV56-PTV70"        | with blanks
          "name" : "headline"             | "name" : "head line"            | head line
          "priority" : 1                  | "priority" : 0                  | priority 0
          "priority" : 1                  | "acceptable" : 67               | not looser
          "at_least" : 66.5               | "at_least" : -66.5              | -66.5
          "at_least" : 66.5               | "around" : 66.5                 | around
          "at_least" : 66.5               | "at_least" : "66.5"             | 66.5
          "name" : "prostate-sib"         | "name" : "../prostate-sib"      | ../prostate-sib
          """)
  void damagedProtocolIsRefusedNamingTheDamage(String whole, String damaged, String named) {
    String json = Protocol.builtIn("prostate-sib").toJson();
    assertTrue(json.contains(whole), () -> "the row does not apply: " + json);
    int at = json.indexOf(whole);
    String broken = json.substring(0, at) + damaged + json.substring(at + whole.length());
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> Protocol.fromJson("mine.json", broken));
    assertTrue(e.getMessage().startsWith("mine.json"), e.getMessage());
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  private static List<String> sdfChannels(Protocol protocol) {
    return protocol.channels().stream()
        .filter(Channel.SignedDistance.class::isInstance)
        .map(c -> ((Channel.SignedDistance) c).structure())
        .toList();
  }
}
