import Foundation
import TestSupport
import Testing

/// The report and the workbook in the programs that open them: layout facts from Chromium, and the
/// pages of LibreOffice. Pixels are not compared, because fonts and versions differ.
@Suite(.serialized) struct ReportProgramTests {
    private static let script = Document.root.appending(path: "examples/week_report.wql").path()

    /// Returns the path of the first of some programs that is installed.
    private static func program(_ names: String...) -> String? {
        names.map { "/usr/bin/" + $0 }.first(where: FileManager.default.isExecutableFile)
    }

    private static let browser = program("chromium", "chromium-browser", "google-chrome")
    private static let office = program("soffice", "libreoffice")

    /// Writes the report of the example in a folder of its own.
    private func withReport(
        _ name: String, _ body: (_ folder: String, _ path: String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: name).path()
        let run = try await onOwnThread {
            try CommandRun([
                "report", "--demo", "--now", "2026-08-15T12:00", "--no-progress", "-o", path,
                Self.script,
            ])
        }
        #expect(run.status == 0, "\(run.errors)")
        try await body(folder.path(), path)
    }

    // MARK: The page

    /// What a page of a certain width looks like. A window of Chromium has a minimum width, and a
    /// frame has none; a frame's width is also that of its media queries.
    private static let measuring = """
        <body style="margin:0"><iframe id="frame" style="border:0;width:WIDTHpx;height:3000px"></iframe>
        <script>
        const frame = document.getElementById('frame');
        frame.onload = () => {
          const page = frame.contentDocument, view = frame.contentWindow;
          const root = page.documentElement;
          const isShown = e => e.getClientRects().length > 0;
          const charts = [...page.querySelectorAll('svg')].filter(isShown);
          const rgb = text => text.match(/[0-9.]+/g).map(Number);
          const light = c => { const [r, g, b] = c.slice(0, 3).map(v => {
            v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const contrast = (a, b) => { const [x, y] = [light(a), light(b)];
            return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
          const background = rgb(view.getComputedStyle(page.body).backgroundColor);
          const faint = [], small = [], outside = [];
          for (const e of page.querySelectorAll('h1, h2, h3, p, li, th, td, figcaption')) {
            if (!isShown(e) || e.textContent.trim() === '') continue;
            const style = view.getComputedStyle(e);
            if (contrast(rgb(style.color), background) < 4.5) faint.push(e.textContent.trim());
            if (parseFloat(style.fontSize) < 12) small.push(e.textContent.trim());
            const box = e.getBoundingClientRect();
            if (!e.closest('.rows') && box.right > root.clientWidth + 1)
              outside.push(e.textContent.trim());
          }
          const unreadable = [];
          for (const chart of charts) for (const t of chart.querySelectorAll('text')) {
            const own = chart.getBoundingClientRect(), box = t.getBoundingClientRect();
            if (box.height < 8 || box.left < own.left - 2 || box.right > own.right + 2)
              unreadable.push(t.textContent);
          }
          document.title = 'measured';
          document.body.textContent = JSON.stringify({
            width: root.clientWidth, content: root.scrollWidth, height: root.scrollHeight,
            charts: charts.map(c => { const b = c.getBoundingClientRect();
              return [b.left, b.right, b.height].map(Math.round); }),
            tables: [...page.querySelectorAll('table')].filter(isShown).length,
            faint, small, outside, unreadable });
        };
        frame.srcdoc = PAGE;
        </script>
        """

    private struct Facts: Decodable {
        var width: Int
        var content: Int
        var height: Int
        /// Left, right and height of each visible one.
        var charts: [[Int]]
        var tables: Int
        var faint: [String]
        var small: [String]
        var outside: [String]
        var unreadable: [String]
    }

    /// Lets the browser lay a page out.
    private func facts(of html: String, width: Int, in folder: String) async throws -> Facts {
        let browser = try #require(Self.browser)
        let text = String(decoding: try JSONEncoder().encode(html), as: UTF8.self)
        // The page's own end tags must not end the script.
        let page = Self.measuring.replacing("WIDTH", with: String(width))
            .replacing("PAGE", with: text.replacing("</", with: "<\\/"))
        let measured = folder + "/measured.html"
        try page.write(toFile: measured, atomically: true, encoding: .utf8)
        let output = try await onOwnThread {
            try Tool.run(
                browser,
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                    "--user-data-dir=\(folder)/profile", "--window-size=1400,1000",
                    "--virtual-time-budget=5000", "--dump-dom", "file://\(measured)",
                ])
        }
        #expect(output.status == 0)
        let start = try #require(output.output.firstIndex(of: "{"), "\(output.errors)")
        let end = try #require(output.output.lastIndex(of: "}"))
        let json = output.output[start...end].replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        return try JSONDecoder().decode(Facts.self, from: Data(json.utf8))
    }

    @Test(
        .enabled(if: browser != nil, "Chromium is not installed, and this test needs it"),
        arguments: [390, 1280])
    func pageFitsTheScreen(_ width: Int) async throws {
        try await withReport("week.html") { folder, path in
            let html = try String(contentsOfFile: path, encoding: .utf8)
            let facts = try await facts(of: html, width: width, in: folder)
            #expect(facts.width == width)
            #expect(facts.content <= width, "the page scrolls sideways")
            // One of the two drawings of each chart.
            #expect(facts.charts.count == 4)
            for chart in facts.charts {
                #expect(chart[0] >= 0 && chart[1] <= width && chart[1] - chart[0] >= width / 3)
                #expect(chart[2] >= 60)
            }
            #expect(facts.tables > 0)
            #expect(facts.faint == [])
            #expect(facts.small == [])
            #expect(facts.outside == [])
            #expect(facts.unreadable == [])
        }
    }

    /// The measurement finds what is wrong with a page.
    @Test(.enabled(if: browser != nil, "Chromium is not installed, and this test needs it"))
    func faultsAreMeasured() async throws {
        try await withReport("week.html") { folder, path in
            let html = try String(contentsOfFile: path, encoding: .utf8)
            let faults = """
                <style>h1 { color: #ddd; width: 600px; } p { font-size: 7px; }
                svg { width: 20px; overflow: visible; } main { width: 700px; }</style>
                """
            let facts = try await facts(of: html + faults, width: 390, in: folder)
            #expect(facts.content > 390)
            #expect(facts.faint == ["考勤周报"] && facts.outside.contains("考勤周报"))
            #expect(!facts.small.isEmpty && !facts.unreadable.isEmpty)
            #expect(facts.charts.allSatisfy { $0[1] - $0[0] < 130 })
        }
    }

    /// The page is printed, with its text.
    @Test(.enabled(if: browser != nil, "Chromium is not installed, and this test needs it"))
    func pageIsPrinted() async throws {
        let browser = try #require(Self.browser)
        try await withReport("week.html") { folder, path in
            let picture = folder + "/week.pdf"
            let output = try await onOwnThread {
                try Tool.run(
                    browser,
                    [
                        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                        "--user-data-dir=\(folder)/profile", "--no-pdf-header-footer",
                        "--print-to-pdf=\(picture)", "file://\(path)",
                    ])
            }
            #expect(output.status == 0, "\(output.errors)")
            let pdf = try Data(contentsOf: URL(filePath: picture))
            #expect(pdf.starts(with: Array("%PDF-".utf8)) && pdf.count > 10_000)
            // Landscape or not, four charts and three tables take few pages.
            let pages = String(decoding: pdf, as: UTF8.self).matches(of: /\/Type \/Page\b/).count
            #expect((1...6).contains(pages))
        }
    }

    // MARK: The workbook

    @Test(.enabled(if: office != nil, "LibreOffice is not installed, and this test needs it"))
    func officeReadsTheWorkbook() async throws {
        let office = try #require(Self.office)
        try await withReport("week.xlsx") { folder, path in
            func convert(to form: String) async throws {
                let output = try await onOwnThread {
                    try Tool.run(
                        office,
                        [
                            "-env:UserInstallation=file://\(folder)/profile", "--headless",
                            "--convert-to", form, "--outdir", folder, path,
                        ])
                }
                #expect(output.status == 0, "\(output.errors)")
            }
            // Each sheet as a file: comma, quote, UTF-8, and -1 for all sheets.
            let options = "44,34,76,1,,0,false,true,false,false,false,-1"
            try await convert(to: "csv:Text - txt - csv (StarCalc):\(options)")
            let sheets = try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".csv") }.sorted()
            #expect(sheets.count >= 4, "\(sheets)")
            for sheet in sheets {
                let text = try String(contentsOfFile: "\(folder)/\(sheet)", encoding: .utf8)
                #expect(text.split(separator: "\n").count > 1, "\(sheet): \(text)")
                #expect(!text.contains("#NAME?") && !text.contains("Err:"), "\(text)")
            }
            // What it writes again has the charts that it understood.
            try await convert(to: "ods")
            let listed = try await onOwnThread {
                try Tool.run(
                    "/usr/bin/env",
                    [
                        "python3", "-c",
                        """
                        import zipfile
                        book = zipfile.ZipFile('\(folder)/week.ods')
                        for name in book.namelist():
                            if name.startswith('Object') and name.endswith('/content.xml'):
                                text = book.read(name).decode()
                                drawn = any(f'chart:class="chart:{k}"' in text for k in ('bar', 'line'))
                                print(text.count('<chart:series '), drawn)
                        """,
                    ])
            }
            #expect(listed.status == 0, "\(listed.errors)")
            let charts = listed.output.split(separator: "\n")
            #expect(charts.count == 4, "\(listed.output)")
            #expect(charts.allSatisfy { !$0.hasPrefix("0") && $0.hasSuffix("True") })
        }
    }
}
