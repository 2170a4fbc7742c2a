using System.Diagnostics;
using UseIt.Marketplace.Commands;

namespace UseIt.Marketplace.Tests;

/// <summary>The verb as a person runs it: another process, no settings, no database.</summary>
public sealed class RenderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("render-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in new[] { typeof(Render).Assembly.Location, "render" }.Concat(arguments))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    [Fact]
    public async Task a_letter_is_written_with_our_functions_and_escaped()
    {
        string template = Write(
            "templates/letters/award.html.sbn",
            "<p>{{ supplier.name }} gets {{ price | money }} from {{ starts | uk_date }}, {{ local | share }} local, {{ phone | money }}.</p>{{ include 'parts/end.sbn' }}"
        );
        Write("templates/parts/end.sbn", "<hr>{{ supplier.name | raw }}");
        string model = Write(
            "award.json",
            """{"supplier":{"name":"Ladywood <CIC>"},"price":{"amount":1234.5,"currency":"GBP"},"starts":"2026-06-26","local":33.34,"phone":null}"""
        );

        Assert.Equal(
            (0, "<p>Ladywood &lt;CIC&gt; gets £1,234.50 from Friday 26 June 2026, 33.34% local, Not recorded.</p><hr>Ladywood <CIC>", ""),
            await RunAsync(template, "--model", model)
        );
        Assert.Equal(
            (0, "<p>Ladywood <CIC> gets £1,234.50 from Friday 26 June 2026, 33.34% local, Not recorded.</p><hr>Ladywood <CIC>", ""),
            await RunAsync(template, "--model", model, "--no-escape")
        );
    }

    [Fact]
    public async Task other_files_are_not_escaped()
    {
        string template = Write("notice.sbn", "{{ '<b>' }}");

        Assert.Equal((0, "<b>", ""), await RunAsync(template));
    }

    [Fact]
    public async Task a_mistake_is_told_by_file_line_and_column_and_nothing_is_written()
    {
        string template = Write("broken.sbn", "text\n{{ tender.title }}");

        Assert.Equal((1, "", $"{template}(2,4) : error : The variable or function `tender` was not found\n"), await RunAsync(template));
    }

    [Fact]
    public async Task a_file_outside_cannot_be_included()
    {
        Write("secret.txt", "secret");
        string template = Write("templates/letter.sbn", "{{ include '../secret.txt' }}");

        Assert.Equal((1, "", $"{template}(1,4) : error : Include template path is null for `../secret.txt`\n"), await RunAsync(template));
    }

    [Fact]
    public async Task wrong_arguments_are_answered_with_how_to_use_it()
    {
        var (exit, output, errors) = await RunAsync("--model");

        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith("Usage: render TEMPLATE", errors, StringComparison.Ordinal);
    }
}
