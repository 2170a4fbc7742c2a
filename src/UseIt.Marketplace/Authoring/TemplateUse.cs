using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Authoring;

/// <summary>Something to try a template with.</summary>
/// <param name="Value">What a form calls it.</param>
/// <param name="Title">What people call it.</param>
public sealed record TemplateTrial(string Value, string Title);

/// <summary>What came of a template: a page, or a text with its subject.</summary>
public sealed record WrittenText(string Text, bool IsHtml, string? Subject = null);

/// <summary>
/// What templates are there for: one kind of report, one letter. It says where its files lie, what they can be tried with, and writes them.
/// </summary>
public abstract class TemplateUse
{
    private const string Full = "full";
    private const string Bare = "bare";

    /// <summary>In addresses and forms.</summary>
    public abstract string Name { get; }

    public abstract string Title { get; }

    /// <summary>The file that is written; what it includes lies in <see cref="Folders"/>.</summary>
    public abstract string Main { get; }

    /// <summary>Its own folder first, then what it shares with others.</summary>
    public abstract IReadOnlyList<string> Folders { get; }

    public abstract Type Model { get; }

    /// <summary>What this author may see of what is really there.</summary>
    public virtual Task<IReadOnlyList<TemplateTrial>> RealAsync(Actor actor, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<TemplateTrial>>([]);

    /// <summary>Writes it with something real, as this author would read it; null where it is not theirs to see.</summary>
    /// <exception cref="TemplateException">The template is wrong.</exception>
    public virtual Task<WrittenText?> WriteRealAsync(TemplateSet set, string real, Actor actor, CancellationToken cancel) =>
        Task.FromResult<WrittenText?>(null);

    /// <summary>Writes it with a made-up model.</summary>
    /// <exception cref="TemplateException">The template is wrong, or what it writes cannot go out.</exception>
    public abstract WrittenText Write(TemplateSet set, object model);

    public async Task<IReadOnlyList<TemplateTrial>> TrialsAsync(Actor actor, CancellationToken cancel) =>
        [
            .. await RealAsync(actor, cancel),
            new TemplateTrial(Full, "Made up, with everything there can be"),
            new TemplateTrial(Bare, "Made up, with as little as there can be"),
        ];

    /// <exception cref="TemplateException">The template is wrong.</exception>
    public async Task<WrittenText?> TryAsync(TemplateSet set, string trial, Actor actor, CancellationToken cancel) =>
        trial switch
        {
            Full => Write(set, SampleModel.Full(Model)),
            Bare => Write(set, SampleModel.Bare(Model)),
            _ => await WriteRealAsync(set, trial, actor, cancel),
        };

    /// <summary>What is wrong with these templates: each is parsed, and written with made-up models of both shapes.</summary>
    public IEnumerable<string> Wrong(TemplateSet set)
    {
        List<string> wrong = [];
        foreach (var path in set.Texts.Keys)
            Try(() => set.Parse(path));
        if (wrong.Count == 0)
            foreach (var model in new[] { SampleModel.Full(Model), SampleModel.Bare(Model) })
                Try(() => Write(set, model));
        return wrong;

        void Try(Action act)
        {
            try
            {
                act();
            }
            catch (TemplateException e)
            {
                wrong.AddRange(e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            }
        }
    }
}

/// <summary>A context's templates.</summary>
public interface ITemplateUses
{
    IReadOnlyList<TemplateUse> Uses { get; }
}

/// <summary>Everything templates are there for.</summary>
public sealed class TemplateUses(IEnumerable<ITemplateUses> contexts, TemplateShelf shelf)
{
    private const int MostMistakes = 20;

    public IReadOnlyList<TemplateUse> All { get; } = [.. contexts.SelectMany(c => c.Uses)];

    /// <summary>What a file is used for; its own use alone, or all that share it.</summary>
    public IReadOnlyList<TemplateUse> Of(string path) => [.. All.Where(u => u.Folders.Contains(path[..path.LastIndexOf('/')]))];

    /// <summary>What would be wrong if this text stood here, wherever it is used.</summary>
    public async Task<IReadOnlyList<string>> WrongAsync(string path, string text, CancellationToken cancel)
    {
        List<string> wrong = [];
        foreach (var use in Of(path))
        {
            var set = (await shelf.CurrentAsync(use.Folders, cancel)).With(path, text);
            wrong.AddRange(use.Wrong(set));
        }
        return [.. wrong.Distinct().Take(MostMistakes)];
    }
}
