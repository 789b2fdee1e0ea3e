package org.dosekit.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.dosekit.core.io.JsonObject;
import org.junit.jupiter.api.Test;

class HtmlTest {
  private static final String HOSTILE = "</script><img src=x onerror=\"alert('1')\">&";

  @Test
  void textsBecomeNoMarkup() {
    assertEquals(
        "<p>&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</p>",
        new Html().element("p", HOSTILE).toString());
  }

  @Test
  void jsonEndsNoScriptAndStaysTheSameJson() {
    JsonObject json = JsonObject.create().put("name", HOSTILE + "<!--");
    String inScript = Page.inScript(json.toCompactText());
    assertFalse(inScript.contains("<"), inScript);
    assertEquals(HOSTILE + "<!--", JsonObject.parse("page", inScript).string("name"));
  }
}
