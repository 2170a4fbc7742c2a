using UseIt.Marketplace.CommandLine;

// render has no use for settings, services or a database, and so does not wait for them.
return args is ["render", ..] ? Render.Run(args) : await Verbs.RunAsync(args);
