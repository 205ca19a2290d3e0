//! Made-up files of the kinds that are not pictures of ours: a PDF, a recording, a mail, and some that were made to
//! harm. The same call gives the same bytes.

/// A PDF of that many pages; the first says `words` in a font that is not in the file.
pub fn pdf(pages: usize, words: &str) -> Vec<u8> {
    let text: String = words.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    let draw = format!("BT /F1 40 Tf 60 700 Td <{text}> Tj ET 1 0 0 rg 60 600 200 40 re f");
    let kids: Vec<String> = (0..pages).map(|i| format!("{} 0 R", 10 + i)).collect();
    let mut objects = vec![
        (1, "<< /Type /Catalog /Pages 2 0 R >>".to_owned()),
        (2, format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" "))),
        (3, format!("<< /Length {} >>\nstream\n{draw}\nendstream", draw.len())),
        (
            4,
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>"
                .to_owned(),
        ),
        (
            5,
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) \
             /Ordering (GB1) /Supplement 4 >> /FontDescriptor 6 0 R >>"
                .to_owned(),
        ),
        (
            6,
            "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 \
             /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
                .to_owned(),
        ),
    ];
    for i in 0..pages {
        let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>";
        objects.push((10 + i, page.to_owned()));
    }
    document(&objects)
}

/// Forms that draw each other ten times each, nine deep: a small file, a thousand million drawings.
pub fn pdf_of_nested_forms() -> Vec<u8> {
    let mut objects = vec![
        (1, "<< /Type /Catalog /Pages 2 0 R >>".to_owned()),
        (2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned()),
        (
            3,
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 10 0 R >> >> >>"
                .to_owned(),
        ),
        (4, "<< /Length 5 >>\nstream\n/X Do\nendstream".to_owned()),
    ];
    for i in 0..9 {
        let draw = if i == 8 { "0 0 500 500 re f".to_owned() } else { "/X Do ".repeat(10) };
        objects.push((
            10 + i,
            format!(
                "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /I true >> /Resources \
                 << /XObject << /X {} 0 R >> >> /Length {} >>\nstream\n{draw}\nendstream",
                11 + i,
                draw.len()
            ),
        ));
    }
    document(&objects)
}

/// A page tree whose branch is its own child, and a form that draws itself.
pub fn pdf_with_loops() -> Vec<u8> {
    document(&[
        (1, "<< /Type /Catalog /Pages 2 0 R >>".to_owned()),
        (2, "<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 3 /Parent 2 0 R >>".to_owned()),
        (
            3,
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
                .to_owned(),
        ),
        (4, "<< /Length 5 >>\nstream\n/X Do\nendstream".to_owned()),
        (
            5,
            "<< /Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << /XObject << /X 5 0 R >> >> /Length 11 \
             >>\nstream\n/X Do /X Do\nendstream"
                .to_owned(),
        ),
    ])
}

fn document(objects: &[(usize, String)]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, text) in objects {
        places.push((*number, out.len()));
        out.extend(format!("{number} 0 obj\n{text}\nendobj\n").into_bytes());
    }
    let start = out.len();
    out.extend(b"xref\n0 1\n0000000000 65535 f \n".as_slice());
    for (number, place) in places {
        out.extend(format!("{number} 1\n{place:010} 00000 n \n").into_bytes());
    }
    out.extend(format!("trailer\n<< /Size 1000 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    out
}

/// A recording of a tone: 8,000 samples a second, 8 bits, one channel.
pub fn wav(seconds: u32) -> Vec<u8> {
    let samples = 8000 * seconds;
    let mut out = b"RIFF".to_vec();
    out.extend((36 + samples).to_le_bytes());
    out.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data".as_slice());
    out.extend(samples.to_le_bytes());
    out.extend((0..samples).map(|i| if i / 20 % 2 == 0 { 100u8 } else { 156 }));
    out
}

/// A mail with a page as its body and a script in it.
pub fn mail() -> Vec<u8> {
    "From: =?UTF-8?B?5a6i5pyN?= <kf@example.com>\r\nTo: buyer@example.com\r\nSubject: =?UTF-8?B?6YCA5qy+?=\r\nDate: \
     Thu, 12 Nov 2026 14:03:27 +0800\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>同意退款 50 \
     元</p><script>alert(1)</script><img src=\"https://tracker.example/x.png\">\r\n"
        .as_bytes()
        .to_vec()
}

/// A GIF that promises frames for ever: a first one, then empty ones until `bytes` are full, and no end.
pub fn endless_gif(bytes: usize) -> Vec<u8> {
    let mut out = b"GIF89a\x10\0\x10\0\x80\0\0\xff\xff\xff\0\0\0!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0".to_vec();
    let frame =
        b"!\xf9\x04\0\0\0\0\0,\0\0\0\0\x10\0\x10\0\0\x02\x0e\x8c\x8f\xa9\xcb\xed\x0f\xa3\x9c\xb4\xda\x8b\xb3>\x05\0";
    while out.len() < bytes {
        out.extend(frame);
    }
    out
}
