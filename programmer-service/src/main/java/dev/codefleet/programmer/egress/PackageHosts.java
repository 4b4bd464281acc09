package dev.codefleet.programmer.egress;

import java.util.List;

/**
 * The hosts that {@code packages} stands for: where tools get packages and themselves by default.
 * Their downloads are public, and most of them take none of anybody's data without a key.
 */
final class PackageHosts {
    static final List<String> ALL =
            List.of(
                    // Maven and Gradle
                    "repo.maven.apache.org",
                    "repo1.maven.org",
                    "maven.google.com",
                    "dl.google.com",
                    "plugins.gradle.org",
                    "plugins-artifacts.gradle.org",
                    "services.gradle.org",
                    "downloads.gradle.org",
                    // npm, Yarn, pnpm, and Node's headers for native modules
                    "registry.npmjs.org",
                    "registry.yarnpkg.com",
                    "nodejs.org",
                    // Python
                    "pypi.org",
                    "files.pythonhosted.org",
                    // Rust
                    "crates.io",
                    "index.crates.io",
                    "static.crates.io",
                    "static.rust-lang.org",
                    // Go
                    "proxy.golang.org",
                    "sum.golang.org",
                    // Ruby, PHP, .NET
                    "rubygems.org",
                    "index.rubygems.org",
                    "repo.packagist.org",
                    "api.nuget.org",
                    // Repositories and releases that packages of all kinds are got from
                    "github.com",
                    "codeload.github.com",
                    "objects.githubusercontent.com",
                    "release-assets.githubusercontent.com");

    private PackageHosts() {}
}
