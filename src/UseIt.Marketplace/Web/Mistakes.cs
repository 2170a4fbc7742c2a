using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>
/// What is wrong with the form on this page. Refusals and binding errors both travel in ModelState;
/// each field tag says where it stands as it is drawn, so the summary follows the form's own order.
/// </summary>
public sealed class Mistakes
{
    private readonly ModelStateDictionary state;
    private readonly List<(string Name, string Id)> fields = [];

    private Mistakes(ModelStateDictionary state) => this.state = state;

    public static Mistakes On(ViewContext page)
    {
        if (page.HttpContext.Items[typeof(Mistakes)] is Mistakes known)
            return known;
        var mistakes = new Mistakes(page.ViewData.ModelState);
        page.HttpContext.Items[typeof(Mistakes)] = mistakes;
        return mistakes;
    }

    public bool Any => !state.IsValid;

    /// <summary>Called by every field as it is drawn; <paramref name="id"/> is what the summary links to.</summary>
    public void Place(string name, string id) => fields.Add((name, id));

    public IReadOnlyList<string> For(string name) => [.. Entries(key => Concerns(key, name)).Distinct()];

    /// <summary>First what concerns no field here, then the fields from top to bottom.</summary>
    public IReadOnlyList<(string? Id, string Sentence)> Summary()
    {
        var general = Entries(key => !fields.Any(field => Concerns(key, field.Name)));
        var placed = fields.SelectMany(field => For(field.Name), (field, sentence) => ((string?)field.Id, sentence));
        return [.. general.Select(sentence => ((string?)null, sentence)).Concat(placed).Distinct()];
    }

    /// <summary>A refusal may name a field as the command does (`title`); the form may hold it deeper (`Form.Title`).</summary>
    internal static bool Concerns(string key, string name) =>
        key.Length > 0
        && (key.Equals(name, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + key, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<string> Entries(Func<string, bool> wanted) =>
        state
            .Where(entry => wanted(entry.Key))
            .SelectMany(entry => entry.Value!.Errors)
            .Select(error => error.ErrorMessage is { Length: > 0 } sentence ? sentence : "Check this answer");
}

public static class Refusing
{
    /// <summary>Shows the page again with these refusals; what was typed stays in the fields.</summary>
    public static PageResult Refused(this PageModel page, params IEnumerable<Refusal> refusals)
    {
        // "Enter the closing date" beside "The closing date must include a year" would be one mistake told twice.
        var unread = page.ModelState.Where(entry => entry.Value!.Errors.Count > 0).Select(entry => entry.Key).ToList();
        foreach (var refusal in refusals)
        {
            var field = refusal.Field ?? "";
            if (!unread.Exists(name => Mistakes.Concerns(field, name) || Mistakes.Concerns(field, DateBinder.Whole(name))))
                page.ModelState.AddModelError(field, refusal.Sentence);
        }
        return new PageResult { StatusCode = StatusCodes.Status422UnprocessableEntity };
    }
}
