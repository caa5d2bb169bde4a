namespace FundPortal.Sdk.Tests;

/// <summary>Each library's own tests.</summary>
public class OtherLanguageTests
{
    [Fact]
    public async Task Python_passes_its_own_tests()
    {
        var said = await Language.RunAsync("python", "python3", ["-m", "unittest", "discover", "-s", "tests", "-p", "test_offline.py"]);
        Assert.Matches("Ran [1-9][0-9]* tests", said);
    }

    [Fact]
    public async Task PHP_passes_its_own_tests() =>
        Assert.EndsWith(" 0 failed\n", await Language.RunAsync("php", "php", ["tests/offline.php"]), StringComparison.Ordinal);

    [Fact]
    public Task Java_passes_its_own_tests() =>
        Language.WithJavaAsync(async classes =>
            Assert.EndsWith(
                " 0 failed\n",
                await Language.RunAsync("java", "java", ["-cp", classes, "fundportal.Offline"]),
                StringComparison.Ordinal
            )
        );
}
