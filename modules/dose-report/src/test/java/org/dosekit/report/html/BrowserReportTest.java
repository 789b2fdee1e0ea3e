package org.dosekit.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dosekit.core.predict.Progress;
import org.dosekit.core.volume.Volume;
import org.dosekit.report.source.CaseVolumes;
import org.dosekit.report.source.ReportSource;
import org.dosekit.report.source.SyntheticStudy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The page in a real browser, opened from the disk. */
class BrowserReportTest {
  @TempDir private static Path folder;
  private static Optional<ReportSource> source = Optional.empty();
  private static Optional<Browser> browser = Optional.empty();

  @BeforeAll
  static void writeAndStart() {
    Optional<Path> installed = Browser.installed();
    Assumptions.assumeTrue(
        installed.isPresent(), "no chromium with chromedriver here: install chromium-driver");
    SyntheticStudy study = SyntheticStudy.write(folder, 3);
    ReportSource written = ReportSource.of(study.run()).withCohort(study.cohort());
    source = Optional.of(written);
    HtmlReport.of(written).write(folder.resolve("report"), Progress.SILENT);
    browser = Optional.of(Browser.start(installed.get()));
  }

  @AfterAll
  static void stop() {
    browser.ifPresent(Browser::close);
  }

  @BeforeEach
  void open() {
    browser().prefer("light");
    browser().driver().get("about:blank");
    browser().driver().get(folder.resolve("report/index.html").toUri().toString());
    waitFor("#case[data-ready='case_000']");
  }

  @Test
  void itLoadsWithoutAComplaintOrARequest() {
    assertEquals(List.of(), browser().complaints());
    assertEquals(
        List.of(),
        browser().requestsBeyond(folder).stream()
            .filter(address -> !address.startsWith("about:"))
            .toList());
    browser().screenshot("light");
    scrollTo("#case-section");
    browser().screenshot("light-case");
    browser().prefer("dark");
    browser().screenshot("dark-case");
    scrollTo("#training-section");
    browser().screenshot("dark-training");
  }

  @Test
  void theFirstViewIsThereWithinASecond() {
    Object millis =
        browser()
            .driver()
            .executeScript(
                "return performance.getEntriesByName('first-contentful-paint')[0].startTime");
    assertTrue(((Number) millis).doubleValue() < 1000, millis + " ms");
  }

  @Test
  void theSliderMovesTheSlice() {
    WebElement slider = find("[data-plane=axial] input[type=range]");
    String before = picture();
    String z = readout("z");
    slider.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    assertEquals(Integer.parseInt(z) + 2, Integer.parseInt(readout("z")));
    assertNotEquals(before, picture());
  }

  @Test
  void hoveringShowsWhatTheVolumesHoldAtThatVoxel() {
    CaseVolumes volumes = volumes();
    Volume planned = volumes.plannedGy().value().orElseThrow();
    Volume predicted = volumes.predictedGy().value().orElseThrow();
    for (String plane : List.of("axial", "coronal", "sagittal")) {
      WebElement canvas = find("[data-plane=" + plane + "] canvas.marks");
      for (int[] offset : new int[][] {{0, 0}, {25, -18}, {-40, 9}, {60, 31}}) {
        new Actions(browser().driver()).moveToElement(canvas, offset[0], offset[1]).perform();
        int y = Integer.parseInt(readout("y"));
        int x = Integer.parseInt(readout("x"));
        int z = Integer.parseInt(readout("z"));
        // 8 bits of 74 Gy, and of the square root of the difference.
        assertEquals(planned.at(y, x, z), Double.parseDouble(readout("reference")), 0.15);
        assertEquals(predicted.at(y, x, z), Double.parseDouble(readout("predicted")), 0.25);
        assertEquals(volumes.patient().ctHu().at(y, x, z), number("ct"), 25);
      }
    }
  }

  @Test
  void aClickMovesTheOtherPlanes() {
    WebElement canvas = find("[data-plane=axial] canvas.marks");
    new Actions(browser().driver()).moveToElement(canvas, 70, 0).click().perform();
    String x = readout("x");
    String shown = find("[data-plane=sagittal] .slice").getText();
    ShownGrid all = ShownGrid.of(volumes().patient().body(), 1_000_000);
    assertEquals(Integer.parseInt(x) - all.box().x0() + 1 + " / " + all.shape().nx(), shown);
  }

  @Test
  void keysMoveTheCursorAndTheSlice() {
    WebElement canvas = find("[data-plane=coronal] canvas.marks");
    int z = Integer.parseInt(readout("z"));
    int y = Integer.parseInt(readout("y"));
    canvas.sendKeys(Keys.ARROW_UP, Keys.PAGE_DOWN);
    assertEquals(z + 1, Integer.parseInt(readout("z")));
    assertEquals(y - 1, Integer.parseInt(readout("y")));
  }

  @Test
  void aStructureIsToggledInDvhAndViewer() {
    String before = picture();
    WebElement box = find("input[data-structure=PTV70]");
    assertTrue(box.isSelected());
    long lines = (Long) script("return document.querySelectorAll('.dvh canvas').length");
    assertEquals(1, lines);
    String dvh = pixels(".dvh canvas");
    box.click();
    assertNotEquals(before, picture());
    assertNotEquals(dvh, pixels(".dvh canvas"));
    box.click();
    assertEquals(before, picture());
  }

  @Test
  void layersAreChosenAndWindowsSet() {
    String before = picture();
    assertEquals(5, browser().driver().findElements(By.cssSelector("select.layer option")).size());
    choose("select.layer", "gamma");
    String gamma = picture();
    assertNotEquals(before, gamma);
    choose("select.layer", "difference");
    assertNotEquals(gamma, picture());
    choose("select.layer", "");
    String ct = picture();
    choose("select[aria-label='window preset']", "lung");
    assertNotEquals(ct, picture());
    assertEquals("1500", find("input[aria-label='window width in HU']").getDomProperty("value"));
  }

  @Test
  void theTableSortsFiltersAndOpensACase() {
    List<String> ids = rows();
    assertEquals(List.of("case_000", "case_001", "case_002"), ids);
    WebElement mae = find("th:nth-child(2) button.sort");
    mae.click();
    List<String> ascending = rows();
    mae.click();
    assertEquals(List.of(ascending.get(2), ascending.get(1), ascending.get(0)), rows());
    WebElement filter = find("input[type=search]");
    filter.sendKeys("case_00 mae>1000");
    assertEquals(List.of(), rows());
    filter.clear();
    filter.sendKeys("002");
    assertEquals(List.of("case_002"), rows());
    find("tr[data-case=case_002] button").click();
    waitFor("#case[data-ready='case_002']");
    assertEquals("case_002", find("#case-name").getText());
    assertEquals(List.of(), browser().complaints());
  }

  @Test
  void theDvhTellsItsValuesByKeysToo() {
    find(".chart.dvh").sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    assertTrue(find(".dose").getText().startsWith("at 0.25 Gy"), find(".dose").getText());
    assertEquals("100.0", find(".dvh-key tbody tr:nth-child(2) td:nth-child(3)").getText());
  }

  @Test
  void theButtonTurnsLightIntoDark() {
    Object light = script("return getComputedStyle(document.body).backgroundColor");
    find("#theme").click();
    assertNotEquals(light, script("return getComputedStyle(document.body).backgroundColor"));
    assertFalse(browser().complaints().stream().anyMatch(line -> line.contains("SEVERE")));
    script("localStorage.clear()");
  }

  private static Browser browser() {
    return browser.orElseThrow();
  }

  private static CaseVolumes volumes() {
    return source.orElseThrow().volumes("case_000").value().orElseThrow();
  }

  private static Object script(String javaScript) {
    Object answer = browser().driver().executeScript(javaScript);
    return answer == null ? "" : answer;
  }

  private static void scrollTo(String selector) {
    script("document.querySelector('" + selector + "').scrollIntoView()");
  }

  private static WebElement find(String selector) {
    return browser().driver().findElement(By.cssSelector(selector));
  }

  private static void choose(String selector, String value) {
    find(selector + " option[value='" + value + "']").click();
  }

  private static void waitFor(String selector) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (browser().driver().findElements(By.cssSelector(selector)).isEmpty()) {
      assertTrue(System.nanoTime() < until, "waited 20 s for " + selector);
      Thread.onSpinWait();
    }
  }

  private static String readout(String name) {
    return String.valueOf(find(".readout").getDomAttribute("data-" + name));
  }

  private static double number(String name) {
    return Double.parseDouble(readout(name));
  }

  private static String picture() {
    return pixels("[data-plane=axial] canvas.picture");
  }

  private static String pixels(String selector) {
    return (String) script("return document.querySelector('" + selector + "').toDataURL()");
  }

  private static List<String> rows() {
    return browser().driver().findElements(By.cssSelector("table.cases tbody tr")).stream()
        .map(row -> row.getDomAttribute("data-case"))
        .toList();
  }
}
