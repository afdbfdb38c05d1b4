"""Word files as officers type them, made by code: lists, tables, tabs, marks, changes."""

import io
import zipfile

import docx
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor
from PIL import Image

NS = nsdecls("w")
MATHS = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def new():
    return docx.Document()


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def typed(text):
    """A file with one paragraph for each line; ``¶`` is a soft line break."""
    document = new()
    for line in text.strip("\n").split("\n"):
        add(document, line)
    return document


def add(document, line, *, style=None):
    """Add a paragraph: ``**bold**``, ``__underlined__``, ``~~red~~``, ``==lit==``."""
    paragraph = document.add_paragraph(style=style)
    for part in split(line):
        mark = part[:2] if part[:2] in MARKS and part[-2:] == part[:2] else ""
        run = paragraph.add_run(part[2:-2] if mark else part)
        run.text = run.text.replace("¶", "\n")
        if mark:
            MARKS[mark](run)
    return paragraph


def split(line):
    import re

    return [
        p for p in re.split(r"(\*\*.+?\*\*|__.+?__|~~.+?~~|==.+?==|//.+?//)", line) if p
    ]


def _bold(run):
    run.bold = True


def _underlined(run):
    run.underline = True


def _red(run):
    run.font.color.rgb = RGBColor(0xFF, 0, 0)


def _lit(run):
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _italic(run):
    run.italic = True


MARKS = {"**": _bold, "__": _underlined, "~~": _red, "==": _lit, "//": _italic}


def numbering(document, *levels):
    """Add a list definition of (format, text) levels; return a function that numbers.

    ``number(paragraph, level)`` makes it part of the list; ``restarted()`` returns the
    same for a list that begins anew.
    """
    root = document.part.numbering_part.element
    name = str(100 + len(root.findall(qn("w:abstractNum"))))
    xml = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    root.insert(
        0,
        parse_xml(
            f'<w:abstractNum {NS} w:abstractNumId="{name}">{xml}</w:abstractNum>'
        ),
    )

    def started(restart=""):
        number = str(1000 + len(root.findall(qn("w:num"))))
        root.append(
            parse_xml(
                f'<w:num {NS} w:numId="{number}"><w:abstractNumId w:val="{name}"/>'
                f"{restart}</w:num>"
            )
        )

        def number_it(paragraph, level=0):
            paragraph._p.get_or_add_pPr().append(
                parse_xml(
                    f'<w:numPr {NS}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
                    "</w:numPr>"
                )
            )
            return paragraph

        return number_it

    def restarted():
        return started(
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        )

    first = started()
    first.restarted = restarted
    return first


def table(document, rows):
    found = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(found.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            first, *others = text.split("\n")
            cell.paragraphs[0].add_run(first)
            for other in others:
                cell.add_paragraph(other)
    return found


def png(colour="red"):
    file = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(file, "PNG")
    return file.getvalue()


def picture(paragraph, *, words="", data=None):
    shape = paragraph.add_run().add_picture(io.BytesIO(data or png()))
    if words:
        shape._inline.docPr.set("descr", words)


def into(paragraph, xml):
    """Put raw XML into a paragraph."""
    paragraph._p.append(parse_xml(xml))


def rezipped(data, changes=None, added=None):
    """The same file with parts changed (name → function of bytes) or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, (changes or {}).get(name, lambda one: one)(part))
        for name, part in (added or {}).items():
            new.writestr(name, part)
    return file.getvalue()


def by_hand():
    """Typed by hand: mixed spellings, tabs, soft breaks, keys in bold and in a table."""
    document = typed(
        """
HỘI LIÊN HIỆP PHỤ NỮ XÃ A
**BỘ CÂU HỎI TÌM HIỂU ĐIỀU LỆ HỘI**
PHẦN I: LỊCH SỬ
**Câu 1:** Hội được thành lập ngày nào?
A. 20/10/1930\tB. 08/3/1930
C. 19/5/1941\tD. 03/02/1930
**Câu 2.** Ai là //Chủ tịch// đầu tiên?¶a) Bà A¶b) Bà B¶c) Bà C
Cau 3 : Chọn các ý đúng (chọn 2)
A/ một
B/ hai
C/ ba
4) Có bao nhiêu đại biểu?
Đáp án: 959
Giải thích: theo báo cáo.
Nguồn: Báo cáo của Đại hội, trang 3
Câu hỏi 5 Phụ nữ có quyền bầu cử.
a. Đúng
b. Sai
"""
    )
    table(document, [["Câu", "1", "2", "3", "5"], ["Đáp án", "A", "b", "A, C", "Đúng"]])
    return saved(document)


def by_lists():
    """Numbers and letters are Word's own; the right option is underlined or red."""
    document = new()
    document.add_heading("Bộ câu hỏi bằng danh sách", 0)
    questions = numbering(
        document, ("decimal", "Câu %1:"), ("upperLetter", "%2."), ("lowerLetter", "%3)")
    )
    options = numbering(document, ("upperLetter", "%1."))
    document.add_heading("Chương 1. Điều lệ", 1)
    questions(add(document, "Màu cờ của Hội?"))
    questions(add(document, "Đỏ"), 1)
    questions(add(document, "__Xanh__"), 1)
    questions(add(document, "Vàng"), 1)
    questions(add(document, "Thủ đô của Việt Nam?"))
    questions(add(document, "~~Hà Nội~~"), 1)
    questions(add(document, "Huế"), 1)
    document.add_heading("Chương 2. Luật", 1)
    questions(add(document, "Luật Bình đẳng giới năm nào?"))
    options(add(document, "2005"))
    options(add(document, "==2006=="))
    questions(add(document, "Hội viên phải làm gì?"))
    anew = options.restarted()
    anew(add(document, "**Chấp hành Điều lệ**"))
    anew(add(document, "Không làm gì"))
    anew(add(document, "**Tham gia sinh hoạt**"))
    return saved(document)


def by_tables():
    """One table of all questions, one for a question alone, and one of keys."""
    document = typed("CÂU HỎI THI TÌM HIỂU")
    table(
        document,
        [
            ["STT", "Nội dung câu hỏi", "A", "B", "C", "Đáp án", "Mức độ"],
            ["1", "Hội có mấy cấp?", "2", "3", "4", "C", "Dễ"],
            ["2", "Cấp nào ở xã?", "Cơ sở", "Trung ương", "", "A", "Khó"],
        ],
    )
    table(
        document,
        [
            ["Câu 3", "Chọn ý đúng về Hội:\n(xem Điều lệ)"],
            ["A", "Tổ chức chính trị - xã hội"],
            ["B", "Doanh nghiệp"],
            ["Đáp án", "A"],
        ],
    )
    add(document, "Câu 4: Nhóm nào là hội viên?")
    table(document, [["A. Phụ nữ từ 18 tuổi", "B. Trẻ em"], ["C. Cây", "D. Nhà"]])
    add(document, "Câu 5: Thủ đô?")
    table(document, [["A. Huế", "B. Hà Nội"]])
    add(document, "BẢNG ĐÁP ÁN")
    table(document, [["4", "A"], ["5", "B"]])
    return saved(document)
