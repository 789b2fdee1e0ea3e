package org.dosekit.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Volume;
import org.dosekit.report.slice.ColourScale;
import org.dosekit.report.slice.Slice;
import org.dosekit.report.source.CaseVolumes;
import org.dosekit.report.source.Found;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class CaseFiguresTest {
  private static final Optional<Protocol> PROTOCOL =
      Optional.of(Protocol.builtIn("openkbp-head-neck"));

  private static Figure figure(CaseVolumes volumes, String kind) {
    return attempt(volumes, kind).figure().value().orElseThrow();
  }

  private static FigureAttempt attempt(CaseVolumes volumes, String kind) {
    return CaseFigures.of(volumes, PROTOCOL, "run_1").stream()
        .filter(one -> one.name().equals(volumes.patient().id() + "-" + kind))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> reasons(CaseVolumes volumes) {
    return CaseFigures.of(volumes, PROTOCOL, "run_1").stream()
        .map(one -> one.figure().reason().orElse("drawn"))
        .distinct()
        .toList();
  }

  /** Where the first panel of a figure of slices is: its picture's matrix. */
  private static AffineTransform picture(Svg svg, int n) {
    return Svg.transform(svg.elements("image").get(n));
  }

  @Test
  void theContourOfASphereHasItsRadiusInEveryPlane() throws Exception {
    Svg svg = Svg.of(figure(SpherePatient.volumes(), "dose"));
    List<Slice> slices = CaseView.of(SpherePatient.patient(true, true)).slices();
    for (int n = 0; n < slices.size(); n++) {
      Slice slice = slices.get(n);
      Element image = svg.elements("image").get(n);
      double pointsPerMm =
          picture(svg, n).getScaleX()
              * Double.parseDouble(image.getAttribute("width"))
              / slice.widthMm();
      double tallPerMm =
          picture(svg, n).getScaleY()
              * Double.parseDouble(image.getAttribute("height"))
              / slice.heightMm();
      assertEquals(pointsPerMm, tallPerMm, 1e-4, "both axes have one scale");
      Element contour =
          svg.named("Reference " + slice.plane().title() + " PTV70").findFirst().orElseThrow();
      double[] corners = Svg.corners(contour);
      double x = Svg.mean(corners, 0);
      double y = Svg.mean(corners, 1);
      double furthest = Math.max(slice.columnMm(), slice.rowMm());
      for (int i = 0; i < corners.length; i += 2) {
        double mm = Math.hypot(corners[i] - x, corners[i + 1] - y) / pointsPerMm;
        assertEquals(SpherePatient.TARGET_MM, mm, furthest, slice.title());
      }
    }
  }

  @Test
  void thePatientsSidesAreWhereTheyBelong() throws Exception {
    Svg svg = Svg.of(figure(SpherePatient.volumes(), "difference"));
    List<Element> texts = svg.elements("text");
    AffineTransform axial = picture(svg, 0);
    AffineTransform coronal = picture(svg, 1);
    double right = place(texts, "R", 0).getTranslateX();
    double left = place(texts, "L", 0).getTranslateX();
    assertTrue(axial.getTranslateX() < right && right < left, "the patient's right is on the left");
    assertTrue(left < coronal.getTranslateX(), "both lie in the axial panel");
    assertTrue(
        place(texts, "A", 0).getTranslateY() < place(texts, "P", 0).getTranslateY(),
        "anterior is on top of an axial slice");
    assertTrue(
        place(texts, "S", 0).getTranslateY() < place(texts, "I", 0).getTranslateY(),
        "superior is on top of a coronal slice");
    // The second A and P are the sagittal slice's.
    assertTrue(place(texts, "A", 1).getTranslateX() < place(texts, "P", 1).getTranslateX());
  }

  private static AffineTransform place(List<Element> texts, String label, int n) {
    return Svg.transform(
        texts.stream()
            .filter(e -> e.getTextContent().equals(label))
            .skip(n)
            .findFirst()
            .orElseThrow());
  }

  @Test
  void theColourAtTheCentreIsThatOfThePrescription() throws Exception {
    Figure figure = figure(SpherePatient.volumes(), "dose");
    AffineTransform first = picture(Svg.of(figure), 0);
    Element image = Svg.of(figure).elements("image").get(0);
    double middleX =
        first.getTranslateX()
            + first.getScaleX() * Double.parseDouble(image.getAttribute("width")) / 2;
    double middleY =
        first.getTranslateY()
            + first.getScaleY() * Double.parseDouble(image.getAttribute("height")) / 2;
    BufferedImage pixels = figure.drawing().toPixels(Figure.DOTS_PER_INCH);
    double scale = Figure.DOTS_PER_INCH / 72.0;
    Color found = new Color(pixels.getRGB((int) (middleX * scale), (int) (middleY * scale)));
    // Colours end at 77 Gy, 110 % of the prescription; the wash covers 60 % of a CT of 40 HU: 128.
    Color wash = ColourScale.dose(77).colour(70);
    assertEquals(0.6 * wash.getRed() + 0.4 * 128, found.getRed(), 2);
    assertEquals(0.6 * wash.getGreen() + 0.4 * 128, found.getGreen(), 2);
    assertEquals(0.6 * wash.getBlue() + 0.4 * 128, found.getBlue(), 2);
  }

  @Test
  void captionsSayWhatHowAndFromWhat() {
    for (FigureAttempt attempt : CaseFigures.of(SpherePatient.volumes(), PROTOCOL, "run_1")) {
      String text = attempt.figure().value().orElseThrow().caption().toText();
      assertTrue(text.contains("What is shown. "), text);
      assertTrue(text.contains("How to read it. "), text);
      assertTrue(text.contains("case sphere_1; run run_1; model a model of tests"), text);
    }
    String difference = figure(SpherePatient.volumes(), "difference").caption().toText();
    assertTrue(difference.contains("the largest difference is 2.0 Gy"), difference);
    String gamma = figure(SpherePatient.volumes(), "gamma").caption().toText();
    assertTrue(gamma.contains("3%/3mm"), gamma);
    assertTrue(gamma.contains("at least 7.0 Gy (10 % of its maximum)"), gamma);
  }

  @Test
  void theDvhIsSolidForThePlanAndDashedForThePrediction() throws Exception {
    Svg svg = Svg.of(figure(SpherePatient.volumes(), "dvh"));
    // The first target is vermillion, the first organ green; the legend's lines have two corners.
    for (String colour : List.of("#d55e00", "#009e73")) {
      List<Element> curves = svg.stroked(colour).filter(e -> Svg.corners(e).length > 100).toList();
      assertEquals(2, curves.size(), "a plan and a prediction");
      assertEquals(
          1, curves.stream().filter(e -> e.getAttribute("stroke-dasharray").isEmpty()).count());
    }
    assertTrue(svg.texts().containsAll(List.of("Dose (Gy)", "Volume (%)", "PTV70", "Brainstem")));
    assertTrue(svg.texts().containsAll(List.of("Reference", "Prediction")));
  }

  @Test
  void goalsAreMarkedAndListed() throws Exception {
    Figure figure = figure(SpherePatient.volumes(), "dvh");
    Svg svg = Svg.of(figure);
    // PTV70 D99% >= 66.5: 70 Gy in the whole target under the plan, 72 Gy predicted: met, filled.
    List<Element> mark = svg.named("goal PTV70 D99%[Gy] >= 66.5").toList();
    assertEquals(2, mark.size());
    assertEquals("#d55e00", mark.get(0).getAttribute("fill"));
    // Brainstem D0.1cc <= 50: its hottest part, 26 mm from the middle, gets 68 Gy: missed, open.
    List<Element> missed = svg.named("goal Brainstem D0.1cc[Gy] <= 50").toList();
    assertEquals("#ffffff", missed.get(0).getAttribute("fill"));
    String caption = figure.caption().toText();
    assertTrue(caption.contains("PTV70 D99%[Gy] >= 66.5 Gy: 70.0 met, 72.0 met"), caption);
    assertTrue(
        caption.contains("SpinalCord D0.1cc[Gy] <= 45 Gy not judged, no SpinalCord"), caption);
  }

  @Test
  void withoutAProtocolTheDvhSaysThatGoalsAreNotMarked() {
    Figure dvh =
        CaseFigures.of(SpherePatient.volumes(), Optional.empty(), "run_1").stream()
            .filter(one -> one.name().endsWith("-dvh"))
            .flatMap(one -> one.figure().value().stream())
            .findFirst()
            .orElseThrow();
    assertTrue(dvh.caption().reading().contains("goals are not marked"), dvh.caption().reading());
  }

  @Test
  void profilesNameTheirDirectionAndUnit() throws Exception {
    Figure figure = figure(SpherePatient.volumes(), "profiles");
    List<String> texts = Svg.of(figure).texts();
    assertTrue(texts.contains("Position, R to L (mm)"), texts.toString());
    assertTrue(texts.contains("Position, A to P (mm)"));
    assertTrue(texts.contains("Position, I to S (mm)"));
    assertTrue(figure.caption().shown().contains("the centroid of PTV70"));
  }

  @Test
  void withoutATargetTheHottestVoxelIsShown() {
    CaseVolumes volumes =
        new CaseVolumes(
            SpherePatient.patient(true, false), Found.of(SpherePatient.hotterBy(1)), Map.of());
    String caption = figure(volumes, "profiles").caption().toText();
    assertTrue(caption.contains("the hottest voxel"), caption);
    assertEquals(List.of("drawn"), reasons(volumes));
  }

  @Test
  void withoutAPlanOrAPredictionNothingIsDrawnAndTheReasonIsTold() {
    Case patient = SpherePatient.patient(true, true);
    assertEquals(
        List.of("no predicted dose of this case was found"),
        reasons(
            new CaseVolumes(
                patient, Found.missing("no predicted dose of this case was found"), Map.of())));
    assertEquals(
        List.of("the case has no planned dose"),
        reasons(
            new CaseVolumes(
                SpherePatient.patient(false, true),
                Found.of(SpherePatient.hotterBy(0)),
                Map.of())));
  }

  @Test
  void aPredictionWithNaNIsNotDrawn() {
    Volume broken = SpherePatient.hotterBy(0);
    broken.data()[7] = Float.NaN;
    assertEquals(
        List.of("the predicted dose holds NaN or infinity"),
        reasons(new CaseVolumes(SpherePatient.patient(true, true), Found.of(broken), Map.of())));
  }

  @Test
  void theSameCaseGivesTheSameDrawing() {
    for (String kind : List.of("dose", "dvh", "profiles")) {
      assertEquals(
          figure(SpherePatient.volumes(), kind).drawing().toSvg(),
          figure(SpherePatient.volumes(), kind).drawing().toSvg(),
          kind);
    }
  }
}
