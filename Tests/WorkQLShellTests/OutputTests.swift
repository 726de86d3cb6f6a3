import Foundation
import Testing
import WorkQL

@testable import WorkQLShell

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
            #expect(
                throws: ShellError(.output, "\(folder) is a folder", help: "name a file in it")
            ) { try FileDestination(path: folder) }
            #expect(
                throws: ShellError(
                    .output, "writing to \(folder)/no/a.csv failed: no such file or directory")
            ) { try FileDestination(path: folder + "/no/a.csv") }
        }
    }

    @Test func endingsNameFormats() throws {
        let formats = OutputFormat.allCases.filter { $0 == OutputFormat(ending: "a.\($0)") }
        #expect(formats == [.csv, .tsv, .json, .ndjson, .markdown, .html, .xlsx])
        let run = try CommandRun("--quiet", "-c", "COPY (SELECT 1 AS n) TO 'a.vertical'")
        #expect(run.status == 65)
        #expect(
            run.errors.hasSuffix(
                "  = help: there are .csv, .tsv, .json, .ndjson, .markdown, .html and .xlsx\n"))
    }

    /// Whoever reads a pipe is waiting, and nobody is at a file.
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
