import Foundation
import Testing

/// Go's own packages for transparency logs, which check the sums of all Go modules: a verifier of
/// proofs in a few lines.
enum GoVerifier {
  static let absence = Comment("install golang-1.19-go and golang-golang-x-mod-dev")

  static var isPresent: Bool {
    go != nil && FileManager.default.fileExists(atPath: packages + "/src/golang.org/x/mod/sumdb")
  }

  private static let packages = "/usr/share/gocode"

  private static let go = ["/usr/bin/go", "/usr/lib/go-1.19/bin/go"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Checks a file of C2SP tlog-proof: signature, inclusion; and, with an earlier checkpoint and a
  /// request for witnesses, that the log only grew.
  static func run(in folder: URL, _ arguments: String...) throws -> (status: Int32, output: String)
  {
    try Data(source.utf8).write(to: folder.appendingPathComponent("verify.go"))
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: go ?? "/usr/bin/false")
    process.arguments = ["run", "verify.go"] + arguments
    process.currentDirectoryURL = folder
    process.environment = [
      "GO111MODULE": "off", "GOPATH": packages, "GOFLAGS": "", "HOME": folder.path,
      "GOCACHE": folder.appendingPathComponent("gocache").path, "PATH": "/usr/bin:/bin",
    ]
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  private static let source = #"""
    package main

    import (
    	"encoding/base64"
    	"fmt"
    	"os"
    	"strings"

    	"golang.org/x/mod/sumdb/note"
    	"golang.org/x/mod/sumdb/tlog"
    )

    func must(err error) {
    	if err != nil {
    		fmt.Println("BAD", err)
    		os.Exit(1)
    	}
    }

    func read(name string) string {
    	data, err := os.ReadFile(name)
    	must(err)
    	return string(data)
    }

    func open(text string, verifier note.Verifier) tlog.Tree {
    	signed, err := note.Open([]byte(text), note.VerifierList(verifier))
    	must(err)
    	lines := strings.Split(signed.Text, "\n")
    	var tree tlog.Tree
    	_, err = fmt.Sscan(lines[1], &tree.N)
    	must(err)
    	tree.Hash, err = tlog.ParseHash(lines[2])
    	must(err)
    	return tree
    }

    func hashes(lines []string) (proof []tlog.Hash) {
    	for _, line := range lines {
    		hash, err := tlog.ParseHash(line)
    		must(err)
    		proof = append(proof, hash)
    	}
    	return
    }

    // verify VKEY PROOF OLD REQUEST
    func main() {
    	verifier, err := note.NewVerifier(strings.TrimSpace(read(os.Args[1])))
    	must(err)
    	head, checkpoint, _ := strings.Cut(read(os.Args[2]), "\n\n")
    	tree := open(checkpoint, verifier)
    	lines := strings.Split(head, "\n")
    	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
    	must(err)
    	var index int64
    	_, err = fmt.Sscanf(lines[2], "index %d", &index)
    	must(err)
    	must(tlog.CheckRecord(hashes(lines[3:]), tree.N, tree.Hash, index, tlog.RecordHash(leaf)))
    	fmt.Println("OK entry", index, "of", tree.N)

    	old := open(read(os.Args[3]), verifier)
    	head, checkpoint, _ = strings.Cut(read(os.Args[4]), "\n\n")
    	tree = open(checkpoint, verifier)
    	must(tlog.CheckTree(hashes(strings.Split(head, "\n")[1:]), tree.N, tree.Hash, old.N, old.Hash))
    	fmt.Println("OK growth", old.N, "to", tree.N)
    }
    """#
}
