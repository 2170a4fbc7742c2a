using System.CommandLine;
using System.Text;
using System.Text.Json;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// <c>render TEMPLATE [--model FILE.json] [--no-escape]</c> writes a template to standard output. It needs neither
/// database nor settings, so it is dispatched before anything of the web application is built.
/// </summary>
public static class Render
{
    private const string Usage = """
        Usage: render TEMPLATE [--model FILE.json] [--no-escape]

          TEMPLATE      the file to render; a *.html.sbn file is escaped for HTML
          --model FILE  the JSON object whose members the template sees; - reads standard input
          --no-escape   write values as they are

        """;

    /// <summary>The verb in the list of verbs. Where it comes first on the line, it has run before that list is made.</summary>
    public static Command Verb()
    {
        var verb = new Command("render", "Write a template to standard output; opens no database") { TreatUnmatchedTokensAsErrors = false };
        verb.SetAction(parsed => Run([.. parsed.UnmatchedTokens]));
        return verb;
    }

    public static int Run(string[] args)
    {
        if (Arguments.Read(args) is not { } arguments)
        {
            Console.Error.Write(Usage);
            return 2;
        }
        try
        {
            string text = Rendered(arguments);
            using Stream output = Console.OpenStandardOutput();
            output.Write(Encoding.UTF8.GetBytes(text));
            return 0;
        }
        catch (Exception e) when (e is TemplateException or JsonException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e is JsonException ? $"{arguments.Model} is not valid JSON: {e.Message}" : e.Message);
            return 1;
        }
    }

    private static string Rendered(Arguments arguments)
    {
        var template = TemplateSource.Parse(File.ReadAllText(arguments.Template), arguments.Template);
        using JsonDocument? model = arguments.Model is null
            ? null
            : JsonDocument.Parse(arguments.Model == "-" ? Console.In.ReadToEnd() : File.ReadAllText(arguments.Model));
        if (model is { RootElement.ValueKind: not JsonValueKind.Object })
            throw new JsonException("The model must be an object.");
        var rendering = new Rendering
        {
            Escape = arguments.Escape && arguments.Template.EndsWith(".html.sbn", StringComparison.Ordinal),
            Functions = TemplateFunctions.All,
            TemplateLoader = new TemplateFolder(IncludeRoot(arguments.Template)),
        };
        return rendering.Render(template, model?.RootElement);
    }

    /// <summary>The folder <c>templates</c> the template is in, else the folder of the template.</summary>
    private static string IncludeRoot(string template)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(template))!;
        for (string? above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (Path.GetFileName(above) == "templates")
                return above;
        }
        return folder;
    }

    private sealed record Arguments(string Template, string? Model, bool Escape)
    {
        public static Arguments? Read(string[] args)
        {
            var rest = new Queue<string>(args is ["render", ..] ? args[1..] : args);
            (string? template, string? model, bool escape) = (null, null, true);
            while (rest.TryDequeue(out string? argument))
            {
                if (argument == "--no-escape")
                    escape = false;
                else if (argument == "--model" && rest.TryDequeue(out model))
                    continue;
                else if (template is null && !argument.StartsWith('-'))
                    template = argument;
                else
                    return null;
            }
            return template is null ? null : new Arguments(template, model, escape);
        }
    }
}
