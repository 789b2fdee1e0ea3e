package org.dosekit.core.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructureNamesTest {
  @ParameterizedTest
  @CsvSource({
    "LeftParotid, Parotid_L",
    "RightParotid, Parotid_R",
    "Parotid_L, Parotid_L",
    "PAROTID_L, Parotid_L",
    "Left Parotid, Parotid_L",
    "lt parotid, Parotid_L",
    "Parotid (Lt), Parotid_L",
    "Parotid Gland Right, Parotid_R",
    "rparotid, Parotid_R",
    "Cord, SpinalCord",
    "Spinal Cord, SpinalCord",
    "BrainStem, Brainstem",
    "Oesophagus, Esophagus",
    "Mandible, Bone_Mandible",
    "Larynx, Larynx",
    "Lt Submandibular, Glnd_Submand_L",
    "Optic Nerve R, OpticNrv_R",
    "Lens_L, Lens_L",
    "Femur_L, Femur_L",
    "LFemur, Femur_L",
    "Femoral Head L, Femur_Head_L",
    "Left Femoral Head, Femur_Head_L",
    "FemoralHead_Rt, Femur_Head_R",
    "RECTUM, Rectum",
    "Urinary Bladder, Bladder",
    "Small Bowel, Bowel_Small",
    "Bowel, Bowel",
    "Seminal Vesicles, SeminalVes",
    "Penile-Bulb, PenileBulb",
    "Heart, Heart",
    "LUNGS, Lungs",
    "Left Lung, Lung_L",
    "Chest Wall, Chestwall",
    "BODY, External",
    "External, External",
    "PTV70, PTV_7000",
    "PTV 70 Gy, PTV_7000",
    "ptv_7000, PTV_7000",
    "PTV_7000cGy, PTV_7000",
    "PTV56, PTV_5600",
    "PTV50.4, PTV_5040",
    "PTV_50.4Gy, PTV_5040",
    "CTV63, CTV_6300",
    "PTVn_5600, PTVn_5600",
    "PTV, PTV",
    "PTV_High, PTV_High",
  })
  void knownSpellingsHaveTheirTg263Name(String spelling, String tg263) {
    assertEquals(Optional.of(tg263), StructureNames.tg263(spelling));
    assertEquals(Optional.of(tg263), StructureNames.tg263(tg263), "a TG-263 name is its own");
    assertEquals(
        Optional.of(tg263), StructureNames.tg263(spelling.toUpperCase(Locale.ROOT)), "any case");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "L",
        "Left",
        "Couch",
        "Parotid",
        "Femur",
        "PTV70-Rectum",
        "PTV56_opt",
        "PTV504",
        "PTV1",
        "PTV70cGy",
        "PTV7000Gy",
        "Bladder_opt",
        "Resd_Bowel_AP",
        "Ring 5mm",
        "Parotid_L_R",
        "Prostate_L",
        "Дозa",
      })
  void planningAidsAndStrangersHaveNone(String name) {
    assertEquals(Optional.empty(), StructureNames.tg263(name));
  }

  @ParameterizedTest
  @CsvSource({
    "Femur_L, Femur_R",
    "LeftParotid, RightParotid",
    "ParotidLeft, ParotidRight",
    "ParotidL, ParotidR",
    "LParotid, RParotid",
    "leftparotid, rightparotid",
    "PAROTIDL, PAROTIDR",
    "LT PAROTID, RT PAROTID",
    "Lt Parotid, Rt Parotid",
    "parotid_l, parotid_r",
    "Parotid (L), Parotid (R)",
    "OpticNrv_L_PRV03, OpticNrv_R_PRV03",
    "Hip L, Hip R",
    "L_Femur_Head, R_Femur_Head",
  })
  void mirrorSwapsTheSideAndKeepsTheSpelling(String left, String right) {
    assertEquals(right, StructureNames.mirrored(left));
    assertEquals(left, StructureNames.mirrored(right));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Larynx",
        "Rectum",
        "Bladder",
        "PTV70",
        "Brainstem",
        "LAD",
        "RECTUM",
        "Lens",
        "Lung",
        "Urethra",
        "External",
        "Retina",
        "LARYNX",
        "SpinalCord",
        "Canal",
        "bowel",
        ""
      })
  void nameWithoutASideIsItsOwnMirror(String name) {
    assertEquals(name, StructureNames.mirrored(name));
  }

  @Test
  void mirrorOfATg263NameIsTheTg263NameOfTheMirror() {
    for (String name : new String[] {"LeftParotid", "lt femoral head", "OpticNerveL", "eye_l"}) {
      String canonical = StructureNames.tg263(name).orElseThrow();
      assertEquals(
          StructureNames.mirrored(canonical),
          StructureNames.tg263(StructureNames.mirrored(name)).orElseThrow());
    }
  }
}
