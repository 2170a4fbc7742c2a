using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Tests.Templates;

public sealed class TemplateFolderTests : IDisposable
{
    private readonly string outside = Directory.CreateTempSubdirectory("templates-").FullName;
    private readonly string root;

    public TemplateFolderTests()
    {
        root = Directory.CreateDirectory(Path.Combine(outside, "templates")).FullName;
        Write("letters/award.sbn", "Dear {{ name }},\n  {{ include 'parts/lots.sbn' 2 }}\nYours");
        Write("parts/lots.sbn", "{{ for n in 1..$1 }}Lot {{ n }}\n{{ end }}");
        Write("broken.sbn", "line\n{{ if }}");
        File.WriteAllText(Path.Combine(outside, "secret.txt"), "secret");
        File.WriteAllText(Path.Combine(outside, "templates-secret.txt"), "secret");
    }

    public void Dispose() => Directory.Delete(outside, recursive: true);

    private void Write(string name, string text)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string Render(string template) =>
        new Rendering { TemplateLoader = new TemplateFolder(root) }.Render(TemplateSource.Parse(template, "text"), new { name = "Ann" });

    [Fact]
    public void a_name_is_a_path_from_the_root_in_every_template() =>
        Assert.Equal("Dear Ann,\n  Lot 1\n  Lot 2\n\nYours", Render("{{ include 'letters/award.sbn' }}"));

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("letters/../../secret.txt")]
    [InlineData("../templates-secret.txt")]
    [InlineData("../../../../../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("linked/secret.txt")]
    [InlineData("link.sbn")]
    [InlineData("letters")]
    [InlineData(".")]
    [InlineData("nowhere.sbn")]
    public void there_is_no_way_out(string name)
    {
        Directory.CreateSymbolicLink(Path.Combine(root, "linked"), outside);
        File.CreateSymbolicLink(Path.Combine(root, "link.sbn"), Path.Combine(outside, "secret.txt"));

        var thrown = Assert.Throws<TemplateException>(() => Render($"{{{{ include '{name}' }}}}"));

        Assert.Equal($"text(1,4) : error : Include template path is null for `{name}`", thrown.Message);
    }

    [Fact]
    public void a_broken_template_is_named_with_line_and_column()
    {
        var thrown = Assert.Throws<TemplateException>(() => Render("{{ include 'broken.sbn' }}"));

        Assert.Contains("broken.sbn(2,7) : error : Error while parsing if statement", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void a_changed_file_is_read_again()
    {
        Assert.Equal("Lot 1\n", Render("{{ include 'parts/lots.sbn' 1 }}"));

        Write("parts/lots.sbn", "changed");

        Assert.Equal("changed", Render("{{ include 'parts/lots.sbn' 1 }}"));
    }

    [Fact]
    public void a_template_without_a_folder_includes_nothing() =>
        Assert.Contains(
            "Unable to include <a>",
            Assert.Throws<TemplateException>(() => new Rendering().Render(TemplateSource.Parse("{{ include 'a' }}", "text"))).Message,
            StringComparison.Ordinal
        );
}
