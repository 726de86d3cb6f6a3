import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

@testable import WorkQLOutput

@Suite struct OutputTests {
    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test func fileAppearsWhenItIsWhole() throws {
        try withFolder { folder in
            let path = folder + "/a.csv"
            let destination = try FileDestination(path: path)
            var output = Output(descriptor: destination.descriptor, name: destination.name)
            output.bytes.appendText("whole\n")
            try output.flush()
            #expect(!FileManager.default.fileExists(atPath: path))
            try destination.commit()
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "whole\n")
            #expect(try names(in: folder) == ["a.csv"])
        }
    }

    @Test func failureLeavesWhatWasThere() throws {
        try withFolder { folder in
            let path = folder + "/a.csv"
            try write("old", to: path)
            chmod(path, 0o640)
            let abandoned = try FileDestination(path: path)
            abandoned.discard()
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
            #expect(try names(in: folder) == ["a.csv"])
            let destination = try FileDestination(path: path)
            try destination.commit()
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o640)
            #expect(attributes[.size] as? Int == 0)
        }
    }

    @Test func linksStay() throws {
        try withFolder { folder in
            try write("old", to: folder + "/real.csv")
            symlink("real.csv", folder + "/link.csv")
            try FileDestination(path: folder + "/link.csv").commit()
            #expect(try names(in: folder) == ["link.csv", "real.csv"])
            #expect(try String(contentsOfFile: folder + "/real.csv", encoding: .utf8) == "")
        }
    }

    @Test func whatIsNoFileIsWrittenAsItIs() throws {
        let destination = try FileDestination(path: "/dev/null")
        #expect(destination.leftover == nil)
        try destination.commit()
    }

    @Test func placesThatCannotBeWrittenAreErrors() throws {
        try withFolder { folder in
            let error = #expect(throws: UserError.self) { try FileDestination(path: folder) }
            #expect(error?.kind == .output && error?.code == .unwritableFile)
            #expect(error?.message == "\(folder) is a folder")
            #expect(error?.help == "specify a file in it")
            let missing = #expect(throws: UserError.self) {
                try FileDestination(path: folder + "/no/a.csv")
            }
            #expect(missing?.kind == .output && missing?.help == nil)
            #expect(
                missing?.message
                    == "writing to \(folder)/no/a.csv failed: no such file or directory")
        }
    }

    @Test func endingsNameFormats() throws {
        for format in OutputFormat.all {
            for ending in format.endings {
                for path in ["a.\(ending)", "/x/b.c/A.\(ending.uppercased())", ".a.\(ending)"] {
                    #expect(try OutputFormat.ofFile(path, given: nil) == format)
                    #expect(try OutputFormat.ofFile(path, given: format) == format)
                }
            }
            // Paths without the extension of a format do not determine one.
            for path in ["a", "a.txt", "b.c/a", ".csv", "a.", "/dev/stdout", "."] {
                #expect(try OutputFormat.ofFile(path, given: format) == format)
                #expect(try OutputFormat.ofFile(path, given: nil) == nil)
            }
        }
        #expect(Set(OutputFormat.allEndings).count == OutputFormat.allEndings.count)
        let run = try CommandRun("--quiet", "-c", "COPY (SELECT 1 AS n) TO 'a.vertical'")
        #expect(run.status == 65)
        #expect(
            run.errors.hasSuffix(
                "  = help: extensions are .csv, .tsv, .json, .ndjson, .md, .html, .sql, "
                    + ".tex, .xlsx and .parquet\n"
            ))
    }

    /// An unknown extension, or one of another format than the requested one.
    @Test(arguments: [
        ["-o", "x.foo"], ["-o", "a.orc"], ["-f", "csv", "-o", "x.xlsx"],
        ["-f", "json", "-o", "x.csv"], ["-f", "csv", "-o", "x.csv.gz"],
        ["-f", "vertical", "-o", "x.html"], ["-f", "xlsx", "-o", "x.csv"],
        ["-f", "table", "-o", "x.md"],
    ])
    func contradictionsAreRefused(_ arguments: [String]) throws {
        try withFolder { folder in
            let run = try CommandRun(
                arguments + ["-c", "SELECT 1 AS a"], folder: URL(filePath: folder))
            #expect(run.status == 64)
            #expect(run.errors.hasPrefix("error[E1002]: "))
            #expect(run.errors.contains("\n  = help: "))
            #expect(try names(in: folder).isEmpty)
        }
    }

    /// Files of one table or one text hold one result; others have a place for each.
    @Test(arguments: [
        ("json", false), ("csv", false), ("tsv", false), ("parquet", false), ("ndjson", true),
        ("md", true), ("html", true), ("xlsx", true), ("txt", true),
    ])
    func filesOfSeveralResults(_ ending: String, _ holdsThem: Bool) throws {
        try withFolder { folder in
            // The table is not fetched: no credentials are there.
            let refused = "SELECT 1 AS a; SELECT count(*) FROM screen_capture SINCE 1d"
            let run = try CommandRun(
                "-o", "\(folder)/a.\(ending)", "-c", holdsThem ? "SELECT 1 AS a; SELECT 2" : refused
            )
            #expect(run.status == (holdsThem ? 0 : 74))
            #expect(run.errors.contains("a \(ending) file holds one result") != holdsThem)
            #expect(run.errors.contains("COPY (SELECT …) TO 'late.\(ending)'") != holdsThem)
            #expect(try names(in: folder) == (holdsThem ? ["a.\(ending)"] : []))
            let copies = try CommandRun(
                "-o", "\(folder)/c.\(ending)", "-c",
                "SET headers = name; SELECT 1 AS a; COPY (SELECT 2) TO '\(folder)/d.csv'")
            #expect(copies.status == 0, "\(copies.errors)")
        }
    }

    /// A format that a statement names counts as well, and standard output is read as a stream.
    @Test func severalResultsOfNamedFormats() throws {
        try withFolder { folder in
            for text in ["SELECT 1 AS a FORMAT json; SELECT 2", "SELECT 1; SELECT 2 FORMAT json"] {
                let run = try CommandRun("-o", "\(folder)/a.txt", "-c", text)
                #expect(run.errors.contains("error[E1004]: a json file holds one result"))
                #expect(try names(in: folder).isEmpty)
            }
            let stream = try CommandRun("-f", "json", "-c", "SELECT 1 AS a; SELECT 2 AS a")
            #expect(stream.output == "[\n{\"a\":1}\n]\n[\n{\"a\":2}\n]\n")
            let device = try CommandRun(
                "-f", "csv", "-o", "/dev/null", "-c", "SELECT 1 AS a; SELECT 2 AS a")
            #expect(device.status == 0)
        }
    }

    /// `-o`, COPY and the home folder: the file has the format of its extension.
    @Test(arguments: [
        ("a.csv", "a\n1\n"), ("a.TSV", "a\n1\n"), ("a.json", "[\n{\"a\":1}\n]\n"),
        ("a.jsonl", "{\"a\":1}\n"), ("a.md", "| a |\n| ---: |\n| 1 |\n"),
    ])
    func filesTakeTheFormatOfTheirEnding(_ name: String, _ content: String) throws {
        try withFolder { folder in
            for (arguments, path) in [
                (["-o", name, "-c", "SELECT 1 AS a"], name),
                (["-o", "~/\(name)", "-c", "SELECT 1 AS a"], name),
                (["-c", "COPY (SELECT 1 AS a) TO '\(name)'"], name),
                (["-c", "COPY (SELECT 1 AS a) TO '~/b.\(name)'"], "b.\(name)"),
            ] {
                let run = try CommandRun(
                    ["--quiet"] + arguments, environment: ["HOME": folder],
                    folder: URL(filePath: folder))
                #expect(run.errors == "")
                #expect(try String(contentsOfFile: folder + "/" + path, encoding: .utf8) == content)
                unlink(folder + "/" + path)
            }
        }
    }

    @Test func closedDescriptorsEndTheCommand() throws {
        for (closed, arguments, status) in [
            ("<&-", "", 66), ("<&-", "-c 'SELECT 1 AS a'", 0), (">&-", "-c 'SELECT 1 AS a'", 74),
            ("2>&-", "-c 'SELECT 1 AS a'", 0), ("<&- >&-", "-c 'SELECT 1 AS a'", 74),
            ("<&- 2>&-", "", 66), ("<&- >&- 2>&-", "", 66),
        ] {
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            let path = try CommandRun.executable().path
            process.arguments = ["-c", "\(path) --quiet \(arguments) \(closed)"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == status, "\(arguments) \(closed)")
        }
    }

    /// The reader of a pipe is waiting, but a file has no waiting reader.
    @Test func whatIsHeldGoesIntoPipesBeforeAWait() throws {
        try withFolder { folder in
            let destination = try FileDestination(path: folder + "/a")
            defer { destination.discard() }
            var file = Output(descriptor: destination.descriptor, name: "a")
            file.bytes.appendText("row\n")
            try file.pause()
            #expect(file.text == "row\n")
        }
        let pipe = Pipe()
        var output = Output(
            descriptor: pipe.fileHandleForWriting.fileDescriptor, name: "a pipe")
        output.bytes.appendText("row\n")
        try output.pause()
        #expect(output.bytes.isEmpty)
        #expect(pipe.fileHandleForReading.availableData == Data("row\n".utf8))
    }

    @Test func bufferIsFlushedWhenItIsFull() throws {
        try withFolder { folder in
            let destination = try FileDestination(path: folder + "/a")
            var output = Output(descriptor: destination.descriptor, name: "a")
            output.bytes = [UInt8](repeating: 0x61, count: 65_535)
            try output.flushIfFull()
            #expect(output.bytes.count == 65_535)
            output.bytes.append(0x0A)
            try output.flushIfFull()
            #expect(output.bytes.isEmpty)
            destination.discard()
            #expect(try names(in: folder).isEmpty)
        }
    }
}
