using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using UseIt.Marketplace.Shared;
using UseIt.Templating;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// <c>render TEMPLATE [--model FILE.json] [--no-escape]</c> writes a template to standard output. It needs neither
/// database nor settings, so it is dispatched before anything of the web application is built.
/// </summary>
public static class Render
{
    private const string Usage = """
        Usage: render TEMPLATE [--model FILE.json] [--no-escape] [--loops N]

          TEMPLATE      the file to render; a *.html.sbn file is escaped for HTML
          --model FILE  the JSON object whose members the template sees; - reads standard input
          --no-escape   write values as they are
          --loops N     rounds a loop may take (1000 unless given)

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
        var template = Template.Parse(File.ReadAllText(arguments.Template), arguments.Template);
        using JsonDocument? model = arguments.Model is null
            ? null
            : JsonDocument.Parse(arguments.Model == "-" ? Console.In.ReadToEnd() : File.ReadAllText(arguments.Model));
        if (model is { RootElement.ValueKind: not JsonValueKind.Object })
            throw new JsonException("The model must be an object.");
        return template.Render(
            model?.RootElement,
            new RenderOptions
            {
                Escape = arguments.Escape ?? arguments.Template.EndsWith(".html.sbn", StringComparison.Ordinal),
                Functions = TemplateFunctions.All,
                Includes = new TemplateFolder(IncludeRoot(arguments.Template)),
                Limits = arguments.Loops is { } loops ? new RenderLimits { Loop = loops } : new RenderLimits(),
            }
        );
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

    private sealed record Arguments(string Template, string? Model, bool? Escape, int? Loops)
    {
        public static Arguments? Read(string[] args)
        {
            var rest = new Queue<string>(args is ["render", ..] ? args[1..] : args);
            (string? template, string? model, bool? escape, int? loops) = (null, null, null, null);
            while (rest.TryDequeue(out string? argument))
            {
                if (argument == "--no-escape")
                    escape = false;
                else if (argument == "--model" && rest.TryDequeue(out model))
                    continue;
                else if (
                    argument == "--loops"
                    && rest.TryDequeue(out string? number)
                    && int.TryParse(number, CultureInfo.InvariantCulture, out int parsed)
                    && parsed > 0
                )
                    loops = parsed;
                else if (template is null && !argument.StartsWith('-'))
                    template = argument;
                else
                    return null;
            }
            return template is null ? null : new Arguments(template, model, escape, loops);
        }
    }
}
