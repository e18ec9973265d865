"""Reading files: encodings, web pages, PDF and Word files of the press texts keep every number; errors are one line."""

import contextlib
import html
import io
import os
import re
import time
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from etl.merged_cells import blank_columns
from etl.model import SourceError
from etl.read import read_file, read_text

PRESS = {
    folder.name: (folder / "text.txt").read_bytes().decode("utf-8")
    for folder in sorted((Path(__file__).parent.parent / "data" / "press").iterdir())
    if folder.is_dir()
}
NUMBER = re.compile(r"\d+(?:\.\d+)?")
PARAGRAPHS = {name: [line.strip() for line in text.splitlines() if line.strip()] for name, text in PRESS.items()}
FOREIGN = ["77701", "77702", "77703", "77704", "77705", "77706", "77707", "77708"]

every_text = pytest.mark.parametrize("name", list(PRESS))


def numbers(text):
    return NUMBER.findall(text)


def write(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


# --- encodings


@every_text
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
@pytest.mark.parametrize("length", [None, 60], ids=["whole", "short"])
def test_encoding(name, encoding, length):
    text = PRESS[name][:length] if length is None else PRESS[name][200 : 200 + length]
    decoded, found = read_text(text.encode(encoding))
    assert decoded.lstrip("\ufeff") == text
    assert found == encoding
    assert decoded.startswith("\ufeff") == (encoding == "utf-8-sig")


def test_big5():
    """A passage of the traditional text; what Big5 lacks (the glosses' vowels, 著's kin) is left out before."""
    passage = PRESS["shanxi_2025-11-19_conference"][:1500].encode("big5", errors="ignore").decode("big5")
    decoded, found = read_text(passage.encode("big5"))
    assert decoded == passage
    assert found in ("big5", "cp950", "big5hkscs")


def test_line_ends_and_mark_stay():
    data = "\ufeff一\r\n二\r三\n".encode()
    assert read_text(data)[0] == data.decode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_bad_byte_is_replaced_and_told(encoding):
    text = PRESS["xinzhou_2025-12-29_conference"][:2000]
    data = bytearray(text.encode(encoding))
    data[1000:1000] = b"\xff"
    decoded, found = read_text(bytes(data))
    assert found == f"{encoding} (damaged)"
    assert len(set(numbers(text)) - set(numbers(decoded))) <= 1


@pytest.mark.parametrize(
    "data",
    [b"", b" \n\t", "\ufeff \u3000\r\n".encode(), "\n".encode("utf-16")],
    ids=["nothing", "blanks", "wide blanks", "utf-16"],
)
def test_empty(data):
    with pytest.raises(SourceError, match="supply the text"):
        read_text(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0" + bytes(50),
        b"GIF89a",
        b"%PDF-1.4",
        b"PK\x03\x04aa",
        b"\xd0\xcf\x11\xe0a",
        bytes(range(256)) * 40,
        b"abc\x00\x01\x02\x03\x00" * 9,
        b"\x7fELF" + bytes(80),
        b"{\\rtf1",
    ],
)
def test_binary(data):
    with pytest.raises(SourceError, match="no text"):
        read_text(data)


# --- files as they are


@every_text
@pytest.mark.parametrize("suffix", [".txt", ".md", ".TXT"])
def test_plain_file(tmp_path, name, suffix):
    found = read_file(write(tmp_path, "a" + suffix, PRESS[name]))
    assert (found.text, found.media, found.encoding, found.extracted) == (
        PRESS[name],
        suffix[1:].lower(),
        "utf-8",
        False,
    )


def test_markup_in_a_text_file_stays(tmp_path):
    text = "<p>全市**584元**</p>\r\n| a | b |\r\n"
    assert read_file(write(tmp_path, "a.md", text)).text == text


# --- web pages

LINKS = "".join(
    f'<li><a href="/{n}.html">某市发放补贴{n}万元惠及{n}名老人</a><span>2024-03-1{i}</span></li>'
    for i, n in enumerate(FOREIGN[:4])
)
NAV = '<div class="x1"><a href="/">首页</a> | <a href="/a">政务公开77707</a> | <a href="/b">民政要闻</a> | <a href="/c">热线77708</a></div>'
RELATED = f"<div><h3>相关新闻</h3><ul>{LINKS}</ul></div>"
SIDE = '<div class="sidebar"><p>本周点击77705次</p><ul><li><a href="/9">养老床位达77706张</a></li><li><a href="/8">养老床位</a></li></ul></div>'
FOOT = '<div class="footer"><p>版权所有 晋ICP备77705号</p></div>'


def _p(lines):
    return "\n".join(f"<p>　　{html.escape(line)}</p>" for line in lines)


TEMPLATES = {
    "trs": lambda t, b: (
        f'<div class="bread">{NAV}</div><div class="main"><h1>{t}</h1><div class="info">发布时间：2025-03-21 来源：山西日报</div><div class="TRS_Editor">{_p(b)}</div>{RELATED}</div>{FOOT}'
    ),
    "br": lambda t, b: (
        f'{NAV}<table><tr><td><a href="/1">导航77701</a><br><a href="/2">导航77702</a></td><td>{"<br/>".join(map(html.escape, b))}</td></tr></table>{RELATED}{FOOT}'
    ),
    "news": lambda t, b: (
        f'<nav>{NAV}</nav><article><h1>{t}</h1>{_p(b)}{RELATED}<p>上一篇：<a href="/5">补贴77703元</a></p></article><aside>{SIDE}</aside><footer>{FOOT}</footer>'
    ),
    "div": lambda t, b: (
        f'<form>{NAV}<div id="c"><div>{"</div><div>".join(f"<span>{html.escape(x)}</span>" for x in b)}</div></div>{SIDE}{RELATED}{FOOT}</form>'
    ),
    "inside": lambda t, b: (
        f'{NAV}<div class="article-share">{_p(b[: len(b) // 2])}{RELATED}{_p(b[len(b) // 2 :])}</div><div class="recommend">{LINKS}</div>'
    ),
}


def page(template, name):
    title = "民政新闻发布会"
    body = TEMPLATES[template](title, PARAGRAPHS[name])
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}-某网</title><style>p{{margin:77701px}}</style></head><body><script>var a=77702;</script>{body}</body></html>'


@every_text
@pytest.mark.parametrize("template", list(TEMPLATES))
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_html_keeps_the_text_and_nothing_else(tmp_path, name, template, encoding):
    found = read_file(write(tmp_path, "a.html", page(template, name).encode(encoding)))
    assert found.extracted
    assert found.media == "html"
    missing = [line for line in PARAGRAPHS[name] if re.sub(r"\s+", "", line) not in re.sub(r"\s+", "", found.text)]
    assert missing == []
    assert [number for number in FOREIGN if number in found.text] == []


def test_html_title_and_day(tmp_path):
    found = read_file(write(tmp_path, "a.htm", page("trs", "xinzhou_2025-12-29_conference")))
    assert (found.title, found.published) == ("民政新闻发布会", date(2025, 3, 21))


def test_html_tables_are_rows(tmp_path):
    table = "<table><tr><th>指标</th><th>2023年</th><th>2024年</th></tr><tr><td><p>养老床位<br>(张)</p></td><td>1200</td><td>1,350</td></tr><tr><td>低保对象</td><td></td><td>2.14</td></tr></table>"
    text = "全市民政事业稳步发展，各项数据如下表所示，请社会各界查阅监督。" * 4
    found = read_file(
        write(tmp_path, "a.html", f"<html><body><div><p>{text}</p>{table}<p>以上数据截至年末。</p></div></body></html>")
    )
    assert found.text.splitlines()[1:] == [
        "指标\t2023年\t2024年",
        "养老床位 (张)\t1200\t1,350",
        "低保对象\t\t2.14",
        "以上数据截至年末。",
    ]


def test_html_merged_cells_keep_their_columns(tmp_path):
    table = """<table>
    <tr><td rowspan="2">县区</td><td colspan="2">低保标准</td><td rowspan="2">备注</td></tr>
    <tr><td>城市</td><td>农村</td></tr>
    <tr><td rowspan="2">甲县</td><td>780</td><td>600</td><td>试行</td></tr>
    <tr><td>790</td><td>610</td><td></td></tr>
    </table>"""
    text = "全市民政事业稳步发展，各项数据如下表所示，请社会各界查阅监督。" * 4
    found = read_file(write(tmp_path, "a.html", f"<html><body><div><p>{text}</p>{table}</div></body></html>"))
    rows = ["县区\t低保标准\t\t备注", "\t城市\t农村", "甲县\t780\t600\t试行", "\t790\t610"]
    assert found.text.splitlines()[1:] == rows


@pytest.mark.parametrize(
    ("rows", "blanks"),
    [
        ([[(1, 1), (1, 1)]], [[0, 0, 0]]),
        ([[(2, 1), (1, 1)]], [[0, 1, 0]]),
        ([[(1, 3), (1, 1)], [(1, 2)], [(1, 1)]], [[0, 0, 0], [1, 0], [2, 0]]),
        ([[(1, 1), (2, 2)], [(1, 1)]], [[0, 0, 1], [0, 2]]),
        ([[], [(1, 1)]], [[0], [0, 0]]),
    ],
)
def test_blank_columns(rows, blanks):
    assert blank_columns(rows) == blanks


def test_html_wrapped_source_and_inline_tags(tmp_path):
    body = (
        "<p>城市低保标准<b>58</b>4元，较上年\n   增长9.36<i>%</i>。&nbsp;全市共\n5.46亿元</p>"
        + "<p>其余工作稳步推进，成效明显。</p>" * 9
    )
    found = read_file(write(tmp_path, "a.html", f"<body>{body}</body>"))
    assert found.text.splitlines()[0] == "城市低保标准584元，较上年增长9.36%。 全市共5.46亿元"


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<div class=nav>", "<table><tr><td>", "<b>", "<a href=x>1</a>", "<p>　", "<!--", "&#x31;", "<ul><li>"],
)
def test_html_never_hangs(tmp_path, piece):
    start = time.perf_counter()
    path = write(tmp_path, "a.html", "<body>" + piece * 20_000 + "全市584元。" * 50)
    with contextlib.suppress(SourceError):
        read_file(path)
    assert time.perf_counter() - start < 20


def test_html_without_text(tmp_path):
    with pytest.raises(SourceError, match=r"a\.html: no text"):
        read_file(write(tmp_path, "a.html", "<html><body><img src=a.png></body></html>"))


# --- Word files


def word(paragraphs, table=(), title=""):
    document = docx.Document()
    document.core_properties.title = title
    for line in paragraphs:
        document.add_paragraph(line)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
        document.add_paragraph("表后的一段：合计3.5万人。")
    return document


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@every_text
def test_docx(tmp_path, name):
    found = read_file(write(tmp_path, "a.docx", saved(word(PARAGRAPHS[name], title="标题"))))
    assert found.text.splitlines() == PARAGRAPHS[name]
    assert (found.media, found.title, found.extracted) == ("docx", "标题", True)


def test_docx_tables_in_order(tmp_path):
    table = [("指标", "2024年"), ("低保标准\n(元)", "584"), ("", "9.36")]
    found = read_file(write(tmp_path, "a.docx", saved(word(["表前的一段。"], table))))
    assert found.text.splitlines() == [
        "表前的一段。",
        "指标\t2024年",
        "低保标准(元)\t584",
        "\t9.36",
        "表后的一段：合计3.5万人。",
    ]


def test_docx_reads_what_is_on_the_page(tmp_path):
    """Accepted insertions and content controls count, deletions do not; merged cells keep their width."""
    document = word(["甲584元"])
    paragraph = document.paragraphs[0]._p
    for kind, text in (("w:ins", "，乙478元"), ("w:del", "，丙999元")):
        change, run, leaf = OxmlElement(kind), OxmlElement("w:r"), OxmlElement("w:t")
        leaf.text = text
        run.append(leaf)
        change.append(run)
        paragraph.append(change)
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    inner = document.add_paragraph("丁12张")._p
    control.append(content)
    inner.addprevious(control)
    content.append(inner)
    grid = document.add_table(rows=1, cols=3)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "合"
    grid.cell(0, 2).text = "7"
    found = read_file(write(tmp_path, "a.docx", saved(document)))
    assert found.text.splitlines() == ["甲584元，乙478元", "丁12张", "合\t\t7"]
    assert qn("w:t")


def repacked(change):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(word(["584元"])))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return out.getvalue()


def test_docx_entities_are_not_resolved(tmp_path):
    secret = write(tmp_path, "secret.txt", "秘密4242")

    def inject(name, data):
        if name != "word/document.xml":
            return data
        head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
        return data.replace(b"?>", b"?>" + head, 1).replace("584元".encode(), b"&e;")

    with pytest.raises(SourceError, match="document type"):
        read_file(write(tmp_path, "a.docx", repacked(inject)))


def test_docx_bomb(tmp_path):
    bomb = repacked(lambda name, data: data if name != "word/styles.xml" else b" " * 250_000_000)
    with pytest.raises(SourceError, match="unpacks to"):
        read_file(write(tmp_path, "a.docx", bomb))


BROKEN_WORD = {
    "cut": lambda: saved(word(["584元"]))[:3000],
    "text": lambda: "584元".encode(),
    "zip": lambda: _zip({"a.txt": b"1"}),
    "no document": lambda: repacked(lambda name, data: data if name != "word/document.xml" else b""),
    "bad xml": lambda: repacked(lambda name, data: data if name != "word/document.xml" else data[:300]),
    "bad types": lambda: repacked(lambda name, data: data if "Content_Types" not in name else b"<a/>"),
    "old": lambda: b"\xd0\xcf\x11\xe0" + bytes(600),
}


def _zip(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, data in parts.items():
            container.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("kind", list(BROKEN_WORD))
def test_docx_broken(tmp_path, kind):
    with pytest.raises(SourceError, match=r"a\.docx: .*; (?:open|save)") as error:
        read_file(write(tmp_path, "a.docx", BROKEN_WORD[kind]()))
    assert "\n" not in str(error.value)


# --- PDF files, written by hand: one CID font whose codes are the characters themselves

TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange 256 beginbfrange\n"
    + b"".join(b"<%02X00> <%02XFF> <%02X00>\n" % (i, i, i) for i in range(256))
    + b"endbfrange endcmap CMapName currentdict /CMap defineresource pop end end"
)


def pdf(pages, *, encrypted=False, image=False, title="标题"):
    """A PDF of pages; a page is a list of (x, y, size, text) and of (x0, y0, x1, y1) lines."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Press /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
    ]
    objects.append(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Press /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 5 0 R /DW 1000 /W [32 [%s]] >>"
        % b" ".join([b"500"] * 95)
    )
    objects.append(
        b"<< /Type /FontDescriptor /FontName /Press /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
    )
    objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(TO_UNICODE), TO_UNICODE))
    objects.append(b"<< /Title <FEFF%s> >>" % title.encode("utf-16-be").hex().upper().encode())
    kids = []
    for items in pages:
        content = b""
        for item in items:
            if isinstance(item[3], str):
                x, y, size, text = item
                content += b"BT /F %d Tf %d %d Td <%s> Tj ET\n" % (size, x, y, text.encode("utf-16-be").hex().encode())
            else:
                content += b"%d %d m %d %d l S\n" % item
        extra = b""
        if image:
            content += b"q 400 0 0 400 50 50 cm /I Do Q\n"
            objects.append(
                b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream"
            )
            extra = b"/XObject << /I %d 0 R >>" % len(objects)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F 3 0 R >> %s >> >>"
            % (len(objects), extra)
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    lock = (
        b" /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s> >> /ID [<00> <00>]"
        % (b"11" * 32, b"22" * 32)
        if encrypted
        else b""
    )
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info 7 0 R%s >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, lock, len(out))
    )


def laid_out(paragraphs, columns=36, lines_per_page=40):
    """Pages of wrapped lines, breaking anywhere, also inside numbers; a page number at the foot of each."""
    lines = []
    for paragraph in paragraphs:
        line, width = "　　", 4
        for char in paragraph:
            step = 1 if char.isascii() else 2
            if width + step > 2 * columns:
                lines.append(line)
                line, width = "", 0
            line, width = line + char, width + step
        lines.append(line)
    pages = []
    for first in range(0, len(lines), lines_per_page):
        # pdfium leaves out a lone character of a font that is not embedded, hence the blank after each line.
        page = [(50, 790 - 18 * i, 12, line + " ") for i, line in enumerate(lines[first : first + lines_per_page])]
        pages.append([*page, (280, 30, 10, f"- {len(pages) + 1} -")])
    return pages


@every_text
@pytest.mark.parametrize("columns", [36, 29])
def test_pdf_joins_wrapped_lines(tmp_path, name, columns):
    found = read_file(write(tmp_path, "a.pdf", pdf(laid_out(PARAGRAPHS[name], columns))))
    assert (found.media, found.title, found.extracted) == ("pdf", "标题", True)
    assert numbers(found.text) == numbers("\n".join(PARAGRAPHS[name]))
    assert re.sub(r"\s", "", found.text) == re.sub(r"\s", "", "".join(PARAGRAPHS[name]))


def test_pdf_tables_are_rows(tmp_path):
    rows = [("指标", "2023年", "2024年"), ("养老床位", "1200", "1350"), ("低保标准", "9.36", "584")]
    page = [(50, 780, 12, "表前一段：全市养老机构109家。"), (50, 600, 12, "表后一段：合计3.5万人。")]
    for i, row in enumerate(rows):
        page += [(60 + 120 * j, 725 - 30 * i, 12, cell) for j, cell in enumerate(row)]
    page += [(50, 745 - 30 * i, 410, 745 - 30 * i) for i in range(4)] + [
        (50 + 120 * j, 745, 50 + 120 * j, 655) for j in range(4)
    ]
    found = read_file(write(tmp_path, "a.pdf", pdf([page])))
    assert found.text.splitlines() == [
        "表前一段：全市养老机构109家。",
        *["\t".join(row) for row in rows],
        "表后一段：合计3.5万人。",
    ]


def test_pdf_columns(tmp_path):
    """Lines are full when they fill their column, not the page."""
    left = ["　　全市共发放补贴资金12", "34万元，惠及老年人5", "67人，工作稳步推进。"]
    right = ["　　新建食堂89家，床位10", "11张，完成改造121户。"]
    page = [(40, 780 - 18 * i, 12, line + " ") for i, line in enumerate(left)]
    page += [(310, 780 - 18 * i, 12, line + " ") for i, line in enumerate(right)]
    found = read_file(write(tmp_path, "a.pdf", pdf([page])))
    assert numbers(found.text) == ["1234", "567", "89", "1011", "121"]


def test_pdf_radicals_are_characters(tmp_path):
    found = read_file(write(tmp_path, "a.pdf", pdf([[(50, 700, 12, "养⽼床位⻓期⼾数584张")]])))
    assert found.text == "养老床位长期户数584张"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: pdf(laid_out(["584元"]), encrypted=True), "password"),
        (lambda: pdf(laid_out(["584元"]))[:700], "broken"),
        (lambda: b"%PDF-1.4\n", "broken"),
        (lambda: "584元".encode(), "broken"),
        (lambda: pdf([[]], image=True), "images"),
        (lambda: pdf([[]]), "no text"),
    ],
    ids=["encrypted", "cut", "head only", "text", "images", "blank"],
)
def test_pdf_errors(tmp_path, data, words):
    with pytest.raises(SourceError, match=rf"a\.pdf: .*{words}.*;") as error:
        read_file(write(tmp_path, "a.pdf", data()))
    assert "\n" not in str(error.value)


# --- files that cannot be used


def test_unusable_paths(tmp_path):
    folder = tmp_path / "a.txt"
    folder.mkdir()
    cases = {
        folder: "folder",
        tmp_path / "none.txt": "no such file",
        write(tmp_path, "a.xyz", "584元"): "ending '.xyz' is unknown",
        write(tmp_path, "noending", "584元"): "ending '' is unknown",
        write(tmp_path, "empty.docx", b""): "empty",
        Path("a\x00b.txt"): "cannot be read",
        Path("a" * 5000 + ".txt"): "cannot be read",
    }
    for path, words in cases.items():
        with pytest.raises(SourceError, match=words) as error:
            read_file(path)
        assert "\n" not in str(error.value)
        assert ";" in str(error.value)


def test_too_large(tmp_path):
    with pytest.raises(SourceError, match="limit is 10"):
        read_file(write(tmp_path, "a.txt", "584元" * 9), max_bytes=10)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_unreadable(tmp_path):
    path = write(tmp_path, "a.txt", "584元")
    path.chmod(0)
    with pytest.raises(SourceError, match="permission"):
        read_file(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(SourceError, match="ordinary file"):
        read_file(tmp_path / "a.txt")
